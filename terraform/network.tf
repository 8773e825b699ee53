# Fixed addresses for what is sent: an option. What is made before what it replaces is destroyed last: functions let go of it before.

locals {
  fixed_egress = var.egress != null
}

resource "google_compute_network" "egress" {
  count                   = local.fixed_egress ? 1 : 0
  name                    = "${var.prefix}-egress"
  auto_create_subnetworks = false

  depends_on = [google_project_service.this]
}

resource "google_compute_subnetwork" "egress" {
  #checkov:skip=CKV_GCP_26:the forwarder logs each attempt with its address; flow logs would cost more than it
  #checkov:skip=CKV_GCP_76:the range is IPv4 only
  count = local.fixed_egress ? 1 : 0
  # Another range is another subnet, which functions move to before the old one goes.
  name          = "${var.prefix}-egress-${substr(sha256(var.egress.cidr), 0, 8)}"
  region        = var.region
  network       = google_compute_network.egress[0].id
  ip_cidr_range = var.egress.cidr

  # Google's APIs without the way through NAT.
  private_ip_google_access = true

  lifecycle {
    create_before_destroy = true
  }
}

# The code judges each address; a subscriber is never inside.
resource "google_compute_firewall" "no_private" {
  count              = local.fixed_egress ? 1 : 0
  name               = "${var.prefix}-no-private-egress"
  network            = google_compute_network.egress[0].id
  direction          = "EGRESS"
  destination_ranges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]

  deny {
    protocol = "all"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_address" "egress" {
  count           = local.fixed_egress ? var.egress.addresses : 0
  name            = "${var.prefix}-egress-${count.index}"
  region          = var.region
  deletion_policy = local.deletion_policy

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_project_service.this]
}

resource "google_compute_router" "egress" {
  count   = local.fixed_egress ? 1 : 0
  name    = "${var.prefix}-egress"
  region  = var.region
  network = google_compute_network.egress[0].id

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_compute_router_nat" "egress" {
  count  = local.fixed_egress ? 1 : 0
  name   = "${var.prefix}-egress"
  region = var.region
  router = google_compute_router.egress[0].name

  nat_ip_allocate_option              = "MANUAL_ONLY"
  nat_ips                             = google_compute_address.egress[*].self_link
  source_subnetwork_ip_ranges_to_nat  = "LIST_OF_SUBNETWORKS"
  enable_dynamic_port_allocation      = true
  enable_endpoint_independent_mapping = false
  min_ports_per_vm                    = 64
  max_ports_per_vm                    = 4096

  subnetwork {
    name                    = google_compute_subnetwork.egress[0].id
    source_ip_ranges_to_nat = ["ALL_IP_RANGES"]
  }

  log_config {
    enable = true
    filter = "ERRORS_ONLY"
  }

  lifecycle {
    create_before_destroy = true
  }
}
