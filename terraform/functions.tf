locals {
  names = ["stripe-webhook", "event-forwarder", "subscription-api"]

  forwarder_url = "https://event-forwarder-${local.project_number}.${var.region}.run.app"

  # Where the functions are reached and what they send from: a webhook to one of these would come back to us. The hash in the names that
  # Cloud Run makes beside these is known only once the services are there.
  own_hosts = concat(
    [for name in local.names : "${name}-${local.project_number}.${var.region}.run.app"],
    [for name in local.names : "${name}-*.a.run.app"],
    ["${var.region}-${var.project_id}.cloudfunctions.net"],
    local.balanced ? [local.domain, google_compute_global_address.this[0].address] : [],
    google_compute_address.egress[*].address,
    var.own_hosts,
  )

  firestore_env = {
    WEBHOOKS_FIRESTORE_PROJECT  = var.project_id
    WEBHOOKS_FIRESTORE_DATABASE = var.firestore.name
  }

  # A forwarder that named its own URL by its own attribute would be a cycle; Cloud Run derives it from name, number and region.
  lanes_env = {
    WEBHOOKS_TASKS_QUEUES     = join(",", [for queue in google_cloud_tasks_queue.lanes : "projects/${var.project_id}/locations/${var.region}/queues/${queue.name}"])
    WEBHOOKS_FORWARDER_URL    = local.forwarder_url
    WEBHOOKS_OIDC_AUDIENCE    = local.forwarder_url
    WEBHOOKS_OIDC_WAKE_CALLER = local.emails["wake"]
    WEBHOOKS_OWN_HOSTS        = join(",", local.own_hosts)
  }

  # The second compiler costs more than it gives in the life of an instance (docs/decisions/0019-cold-starts.md).
  first_compiler = "-XX:TieredStopAtLevel=1"

  functions = {
    stripe-webhook = {
      description = "Verifies Stripe's events and publishes them."
      entry_point = "cloud.olympus.webhooks.stripe.StripeWebhook"
      public      = true
      sends       = false
      secrets     = ["stripe-signing-secrets"]
      environment = {
        WEBHOOKS_STRIPE_SIGNING_SECRETS_FILE = local.secret_files["stripe-signing-secrets"]
        WEBHOOKS_STRIPE_LIVE_ONLY            = tostring(var.stripe.live_only)
        WEBHOOKS_STRIPE_PASS_THROUGH         = tostring(var.stripe.pass_through)
        # It publishes over the JDK's connections: one for each request at once, kept for a minute.
        JAVA_TOOL_OPTIONS = "${local.first_compiler} -Dhttp.maxConnections=${var.sizes["stripe-webhook"].concurrency} -Dhttp.keepAlive.time.server=60"
      }
    }

    event-forwarder = {
      description = "Brings events to their subscribers."
      entry_point = "cloud.olympus.webhooks.forwarder.EventForwarder"
      public      = false
      sends       = true
      secrets     = ["keyset"]
      environment = merge(local.firestore_env, local.lanes_env, {
        WEBHOOKS_KEYSET_FILE = local.secret_files["keyset"]
        # IAM guards the service, so Cloud Run has verified each token and taken its signature off.
        WEBHOOKS_OIDC              = "iam"
        WEBHOOKS_OIDC_PUSH_CALLER  = local.emails["push"]
        WEBHOOKS_OIDC_SWEEP_CALLER = local.emails["sweep"]
        # 256 MiB of 512 for the heap; the most that it takes in all is 400 (docs/benchmarks.md).
        JAVA_TOOL_OPTIONS = "${local.first_compiler} -XX:MaxRAMPercentage=50"
      })
    }

    subscription-api = {
      description = "Subscriptions, deliveries and events of a tenant."
      entry_point = "cloud.olympus.webhooks.api.SubscriptionApi"
      public      = true
      # A test delivery leaves from here.
      sends   = true
      secrets = concat(["keyset"], local.jwt_keys_file ? ["jwt-keys"] : [])
      environment = merge(local.firestore_env, local.lanes_env, {
        WEBHOOKS_KEYSET_FILE    = local.secret_files["keyset"]
        WEBHOOKS_JWT_ISSUER     = var.jwt.issuer
        WEBHOOKS_JWT_AUDIENCE   = join(",", var.jwt.audience)
        WEBHOOKS_JWT_ALGORITHMS = join(",", var.jwt.algorithms)
        }, {
        for name, value in {
          WEBHOOKS_JWT_JWKS_URL        = var.jwt.jwks_url
          WEBHOOKS_JWT_JWKS_FILE       = var.jwt.keys == "jwks" ? local.secret_files["jwt-keys"] : null
          WEBHOOKS_JWT_PUBLIC_KEY_FILE = var.jwt.keys == "public_key" ? local.secret_files["jwt-keys"] : null
        } : name => value if value != null
      })
    }
  }

  environment = {
    for name, function in local.functions : name => merge({
      GOOGLE_CLOUD_PROJECT    = var.project_id
      WEBHOOKS_PUBSUB_PROJECT = var.project_id
      # Messages of one ordering key must all come in by one region.
      WEBHOOKS_PUBSUB_REGION = var.region
      JAVA_TOOL_OPTIONS      = local.first_compiler
    }, function.environment)
  }

  ingress = {
    for name, function in local.functions : name => (
      !function.public ? "internal" : local.balanced && !try(var.load_balancer.keep_urls, false) ? "load_balancer" : "all"
    )
  }

  zipped    = { for name, function in local.functions : name => function if !contains(keys(var.images), name) }
  contained = { for name, function in local.functions : name => function if contains(keys(var.images), name) }

  packages = {
    for name in keys(local.zipped) : name => lookup(var.packages, name, "${path.root}/../functions/${name}/target/${name}.zip")
  }

  # The Cloud Run service behind each, once it is there.
  services = merge(
    { for name, function in google_cloudfunctions2_function.this : name => function.name },
    { for name, service in google_cloud_run_v2_service.this : name => service.name },
  )
}

resource "google_storage_bucket_object" "source" {
  for_each = local.packages

  # Named by its content: a new zip is a new object, and so a new revision.
  name   = "${each.key}/${fileexists(each.value) ? filesha256(each.value) : "missing"}.zip"
  bucket = google_storage_bucket.sources[0].name
  source = each.value

  lifecycle {
    precondition {
      condition     = fileexists(each.value)
      error_message = "There is no ${each.value}: run mvn package first, or name the zip in packages."
    }
  }
}

# What an instance needs from its first request on. Indexes take minutes, in which the build's account becomes known everywhere, too.
resource "terraform_data" "ready" {
  depends_on = [
    google_cloud_tasks_queue_iam_member.enqueuer,
    google_compute_firewall.no_private,
    google_compute_router_nat.egress,
    google_firestore_field.this,
    google_firestore_index.this,
    google_project_iam_member.firestore,
    google_pubsub_topic_iam_member.publisher,
    google_secret_manager_secret_iam_member.reader,
    google_secret_manager_secret_version.initial,
    google_service_account_iam_member.act_as_wake,
  ]
}

resource "google_cloudfunctions2_function" "this" {
  for_each    = local.zipped
  name        = each.key
  description = each.value.description
  location    = var.region

  kms_key_name = local.kms_key

  build_config {
    runtime           = "java25"
    entry_point       = each.value.entry_point
    docker_repository = "projects/${var.project_id}/locations/${var.region}/repositories/${google_artifact_registry_repository.functions[0].repository_id}"
    service_account   = "projects/${var.project_id}/serviceAccounts/${local.emails["build"]}"

    source {
      storage_source {
        bucket = google_storage_bucket.sources[0].name
        object = google_storage_bucket_object.source[each.key].name
      }
    }
  }

  service_config {
    available_cpu                    = tostring(var.sizes[each.key].cpu)
    available_memory                 = var.sizes[each.key].memory
    max_instance_request_concurrency = var.sizes[each.key].concurrency
    min_instance_count               = var.sizes[each.key].min_instances
    max_instance_count               = var.sizes[each.key].max_instances
    timeout_seconds                  = var.sizes[each.key].timeout
    ingress_settings                 = { internal = "ALLOW_INTERNAL_ONLY", load_balancer = "ALLOW_INTERNAL_AND_GCLB", all = "ALLOW_ALL" }[local.ingress[each.key]]
    all_traffic_on_latest_revision   = true
    service_account_email            = local.emails[each.key]
    environment_variables            = local.environment[each.key]

    direct_vpc_egress = local.fixed_egress && each.value.sends ? "VPC_EGRESS_ALL_TRAFFIC" : null
    dynamic "direct_vpc_network_interface" {
      for_each = local.fixed_egress && each.value.sends ? [1] : []
      content {
        network    = google_compute_network.egress[0].name
        subnetwork = google_compute_subnetwork.egress[0].name
      }
    }

    dynamic "secret_volumes" {
      for_each = each.value.secrets
      content {
        mount_path = dirname(local.secret_files[secret_volumes.value])
        project_id = local.project_number
        secret     = google_secret_manager_secret.this[secret_volumes.value].secret_id
        versions {
          path    = basename(local.secret_files[secret_volumes.value])
          version = "latest"
        }
      }
    }
  }

  depends_on = [
    google_artifact_registry_repository_iam_member.build,
    google_kms_crypto_key_iam_member.agents,
    google_project_iam_member.build_logs,
    google_project_iam_member.build_sources,
    google_storage_bucket_iam_member.build,
    terraform_data.ready,
  ]
}

resource "google_cloud_run_v2_service" "this" {
  for_each            = local.contained
  name                = each.key
  description         = each.value.description
  location            = var.region
  deletion_protection = false

  ingress              = { internal = "INGRESS_TRAFFIC_INTERNAL_ONLY", load_balancer = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER", all = "INGRESS_TRAFFIC_ALL" }[local.ingress[each.key]]
  default_uri_disabled = local.ingress[each.key] == "load_balancer"

  # A rollback by hand ends with the next apply, as it does with functions.
  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  template {
    service_account                  = local.emails[each.key]
    encryption_key                   = local.kms_key
    max_instance_request_concurrency = var.sizes[each.key].concurrency
    timeout                          = "${var.sizes[each.key].timeout}s"

    scaling {
      min_instance_count = var.sizes[each.key].min_instances
      max_instance_count = var.sizes[each.key].max_instances
    }

    containers {
      image = var.images[each.key]

      ports {
        container_port = 8080
      }

      resources {
        limits            = { cpu = tostring(var.sizes[each.key].cpu), memory = var.sizes[each.key].memory }
        cpu_idle          = var.sizes[each.key].billing == "request"
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = local.environment[each.key]
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "volume_mounts" {
        for_each = each.value.secrets
        content {
          name       = volume_mounts.value
          mount_path = dirname(local.secret_files[volume_mounts.value])
        }
      }
    }

    dynamic "volumes" {
      for_each = each.value.secrets
      content {
        name = volumes.value
        secret {
          secret = google_secret_manager_secret.this[volumes.value].secret_id
          items {
            path    = basename(local.secret_files[volumes.value])
            version = "latest"
          }
        }
      }
    }

    dynamic "vpc_access" {
      for_each = local.fixed_egress && each.value.sends ? [1] : []
      content {
        egress = "ALL_TRAFFIC"
        network_interfaces {
          network    = google_compute_network.egress[0].name
          subnetwork = google_compute_subnetwork.egress[0].name
        }
      }
    }
  }

  depends_on = [
    google_kms_crypto_key_iam_member.agents,
    terraform_data.ready,
  ]
}
