# One HTTPS load balancer before what is public: an option.

locals {
  balanced = var.edge == "load_balancer"
  backends = local.balanced ? { for name, function in local.functions : name => function if function.public } : {}
  domain   = try(var.load_balancer.domain, "")
}

resource "google_compute_region_network_endpoint_group" "function" {
  for_each              = local.backends
  name                  = "${var.prefix}-${each.key}"
  region                = var.region
  network_endpoint_type = "SERVERLESS"

  cloud_run {
    service = local.services[each.key]
  }

  depends_on = [google_project_service.this]
}

resource "google_compute_backend_service" "function" {
  for_each              = local.backends
  name                  = "${var.prefix}-${each.key}"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  protocol              = "HTTPS"
  # Stripe repeats whatever is refused, for three days: nothing stands before its path but the function, which checks the signature.
  security_policy = each.key == "stripe-webhook" ? null : google_compute_security_policy.api[0].id

  backend {
    group = google_compute_region_network_endpoint_group.function[each.key].id
  }

  log_config {
    enable      = true
    sample_rate = 1
  }
}

resource "google_compute_security_policy" "api" {
  #checkov:skip=CKV_GCP_73:no Log4j in the code; the rule would refuse events for their text
  count       = local.balanced ? 1 : 0
  name        = "${var.prefix}-api"
  description = "Size and rate of what the API is asked."
  type        = "CLOUD_ARMOR"

  rule {
    description = "A body larger than any that the API takes."
    priority    = 1000
    action      = "deny(403)"
    match {
      expr {
        expression = "has(request.headers['content-length']) && int(request.headers['content-length']) > ${var.load_balancer.max_body_bytes}"
      }
    }
  }

  rule {
    description = "Too many requests of one address."
    priority    = 2000
    action      = "throttle"
    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
    rate_limit_options {
      conform_action = "allow"
      exceed_action  = "deny(429)"
      enforce_on_key = "IP"
      rate_limit_threshold {
        count        = var.load_balancer.requests_per_minute
        interval_sec = 60
      }
    }
  }

  rule {
    description = "Everything else."
    priority    = 2147483647
    action      = "allow"
    match {
      versioned_expr = "SRC_IPS_V1"
      config {
        src_ip_ranges = ["*"]
      }
    }
  }

  depends_on = [google_project_service.this]
}

resource "google_compute_url_map" "this" {
  count           = local.balanced ? 1 : 0
  name            = var.prefix
  default_service = google_compute_backend_service.function["subscription-api"].id

  host_rule {
    hosts        = [local.domain]
    path_matcher = "paths"
  }

  path_matcher {
    name            = "paths"
    default_service = google_compute_backend_service.function["subscription-api"].id

    path_rule {
      paths   = ["/v1/webhooks/stripe"]
      service = google_compute_backend_service.function["stripe-webhook"].id
    }

    # The uptime check's way to the health of the function behind it.
    path_rule {
      paths   = ["/v1/webhooks/stripe/health"]
      service = google_compute_backend_service.function["stripe-webhook"].id
      route_action {
        url_rewrite {
          path_prefix_rewrite = "/health"
        }
      }
    }
  }
}

resource "google_compute_managed_ssl_certificate" "this" {
  count = local.balanced ? 1 : 0
  # Another domain is another certificate, made before the old one goes.
  name = "${var.prefix}-${substr(sha256(local.domain), 0, 8)}"

  managed {
    domains = [local.domain]
  }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_project_service.this]
}

resource "google_compute_ssl_policy" "this" {
  count           = local.balanced ? 1 : 0
  name            = var.prefix
  profile         = "MODERN"
  min_tls_version = "TLS_1_2"

  depends_on = [google_project_service.this]
}

resource "google_compute_target_https_proxy" "this" {
  count            = local.balanced ? 1 : 0
  name             = var.prefix
  url_map          = google_compute_url_map.this[0].id
  ssl_certificates = [google_compute_managed_ssl_certificate.this[0].id]
  ssl_policy       = google_compute_ssl_policy.this[0].id
}

resource "google_compute_global_address" "this" {
  count           = local.balanced ? 1 : 0
  name            = var.prefix
  deletion_policy = local.deletion_policy

  # Functions are open again before it goes.
  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_project_service.this]
}

# No port 80: a token sent there would be in the clear before any redirect.
resource "google_compute_global_forwarding_rule" "https" {
  count                 = local.balanced ? 1 : 0
  name                  = "${var.prefix}-https"
  load_balancing_scheme = "EXTERNAL_MANAGED"
  ip_address            = google_compute_global_address.this[0].id
  port_range            = "443"
  target                = google_compute_target_https_proxy.this[0].id
}
