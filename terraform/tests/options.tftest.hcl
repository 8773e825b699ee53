# Every optional part, on. That it is off by default is in defaults.tftest.hcl.

mock_provider "google" {
  source = "./tests/mocks"
}

mock_provider "google" {
  alias  = "billing"
  source = "./tests/mocks"
}

variables {
  project_id = "olympus-test"
  jwt        = { issuer = "https://id.example.com/", audience = ["webhooks"], jwks_url = "https://id.example.com/keys" }
  packages = {
    stripe-webhook   = "./tests/fixtures/function.zip"
    event-forwarder  = "./tests/fixtures/function.zip"
    subscription-api = "./tests/fixtures/function.zip"
  }
  # Terraform's tests want ephemeral variables set; empty is as good as not given.
  keyset                 = ""
  stripe_signing_secrets = ""
  jwt_keys               = ""
}

run "one_function_from_an_image" {
  variables {
    images = { event-forwarder = "images.example.com/webhooks/event-forwarder:1" }
  }

  assert {
    condition     = keys(google_cloud_run_v2_service.this) == ["event-forwarder"] && keys(google_cloudfunctions2_function.this) == ["stripe-webhook", "subscription-api"]
    error_message = "a service in place of the function"
  }

  assert {
    condition = { for env in google_cloud_run_v2_service.this["event-forwarder"].template[0].containers[0].env : env.name => env.value } == {
      GOOGLE_CLOUD_PROJECT        = "olympus-test"
      JAVA_TOOL_OPTIONS           = "-XX:TieredStopAtLevel=1 -XX:MaxRAMPercentage=50"
      WEBHOOKS_PUBSUB_PROJECT     = "olympus-test"
      WEBHOOKS_PUBSUB_REGION      = "us-central1"
      WEBHOOKS_FIRESTORE_PROJECT  = "olympus-test"
      WEBHOOKS_FIRESTORE_DATABASE = "webhooks"
      WEBHOOKS_TASKS_QUEUES       = "projects/olympus-test/locations/us-central1/queues/webhooks-lanes-0"
      WEBHOOKS_FORWARDER_URL      = "https://event-forwarder-123456789012.us-central1.run.app"
      WEBHOOKS_KEYSET_FILE        = "/secrets/keyset/value"
      WEBHOOKS_OIDC_AUDIENCE      = "https://event-forwarder-123456789012.us-central1.run.app"
      WEBHOOKS_OIDC               = "iam"
      WEBHOOKS_OIDC_PUSH_CALLER   = "webhooks-push@olympus-test.iam.gserviceaccount.com"
      WEBHOOKS_OIDC_WAKE_CALLER   = "webhooks-wake@olympus-test.iam.gserviceaccount.com"
      WEBHOOKS_OWN_HOSTS          = "stripe-webhook-123456789012.us-central1.run.app,event-forwarder-123456789012.us-central1.run.app,subscription-api-123456789012.us-central1.run.app,stripe-webhook-*.a.run.app,event-forwarder-*.a.run.app,subscription-api-*.a.run.app,us-central1-olympus-test.cloudfunctions.net"
      WEBHOOKS_OIDC_SWEEP_CALLER  = "webhooks-sweep@olympus-test.iam.gserviceaccount.com"
    }
    error_message = "the same environment"
  }

  assert {
    condition     = google_cloud_run_v2_service.this["event-forwarder"].ingress == "INGRESS_TRAFFIC_INTERNAL_ONLY" && google_cloud_run_v2_service.this["event-forwarder"].template[0].containers[0].ports[0].container_port == 8080 && google_cloud_run_v2_service.this["event-forwarder"].template[0].service_account == "webhooks-event-forwarder@olympus-test.iam.gserviceaccount.com"
    error_message = "the same ingress, port and account"
  }

  assert {
    condition     = one(google_cloud_run_v2_service.this["event-forwarder"].template[0].volumes).secret[0].items[0].version == "latest" && one(google_cloud_run_v2_service.this["event-forwarder"].template[0].containers[0].volume_mounts).mount_path == "/secrets/keyset"
    error_message = "the same secret"
  }

  assert {
    condition     = toset([for binding in local.iam : binding[0] if binding[2] == "services/event-forwarder"]) == toset([for caller in ["push", "wake", "sweep"] : "serviceAccount:webhooks-${caller}@olympus-test.iam.gserviceaccount.com"])
    error_message = "the same callers"
  }

  assert {
    condition     = jsonencode(google_cloud_run_v2_service.this["event-forwarder"].template[0].scaling[0].max_instance_count) == "20" && google_cloud_run_v2_service.this["event-forwarder"].template[0].timeout == "360s" && google_cloud_run_v2_service.this["event-forwarder"].template[0].max_instance_request_concurrency == 40 && google_cloud_run_v2_service.this["event-forwarder"].template[0].containers[0].resources[0].limits == tomap({ cpu = "1", memory = "512Mi" })
    error_message = "the same sizes"
  }

  assert {
    condition     = [for traffic in google_cloud_run_v2_service.this["event-forwarder"].traffic : "${traffic.type} ${traffic.percent}"] == ["TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST 100"]
    error_message = "an apply ends a rollback"
  }
}

run "all_from_images" {
  variables {
    packages = {}
    images = {
      stripe-webhook   = "images.example.com/webhooks/stripe-webhook:1"
      event-forwarder  = "images.example.com/webhooks/event-forwarder:1"
      subscription-api = "images.example.com/webhooks/subscription-api@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    }
  }

  assert {
    condition     = length(google_cloudfunctions2_function.this) == 0 && length(google_cloud_run_v2_service.this) == 3
    error_message = "only services"
  }

  assert {
    condition     = length(google_storage_bucket.sources) + length(google_artifact_registry_repository.functions) == 0 && !contains(keys(google_service_account.this), "build")
    error_message = "nothing that builds"
  }

  assert {
    condition     = google_cloud_run_v2_service.this["stripe-webhook"].ingress == "INGRESS_TRAFFIC_ALL" && !google_cloud_run_v2_service.this["stripe-webhook"].default_uri_disabled
    error_message = "reached directly"
  }
}

run "a_zip_that_is_not_there" {
  command = plan

  variables {
    packages = { stripe-webhook = "./tests/fixtures/none.zip" }
  }

  expect_failures = [google_storage_bucket_object.source]
}

run "load_balancer" {
  variables {
    edge          = "load_balancer"
    load_balancer = { domain = "webhooks.example.com" }
  }

  assert {
    condition = { for name, function in google_cloudfunctions2_function.this : name => function.service_config[0].ingress_settings } == {
      event-forwarder  = "ALLOW_INTERNAL_ONLY"
      stripe-webhook   = "ALLOW_INTERNAL_AND_GCLB"
      subscription-api = "ALLOW_INTERNAL_AND_GCLB"
    }
    error_message = "direct URLs are closed, and the forwarder is not balanced"
  }

  assert {
    condition     = keys(google_compute_backend_service.function) == ["stripe-webhook", "subscription-api"] && alltrue([for name, group in google_compute_region_network_endpoint_group.function : group.network_endpoint_type == "SERVERLESS" && group.cloud_run[0].service == name])
    error_message = "a serverless backend for each"
  }

  assert {
    condition     = google_compute_backend_service.function["stripe-webhook"].security_policy == null && google_compute_backend_service.function["subscription-api"].security_policy == google_compute_security_policy.api[0].id
    error_message = "nothing stands before Stripe's path, and Cloud Armor before the API"
  }

  assert {
    condition     = anytrue([for rule in google_compute_security_policy.api[0].rule : try(rule.action == "throttle" && rule.rate_limit_options[0].exceed_action == "deny(429)" && rule.rate_limit_options[0].rate_limit_threshold[0].count == 600, false)]) && anytrue([for rule in google_compute_security_policy.api[0].rule : try(strcontains(rule.match[0].expr[0].expression, "> 1048576"), false)])
    error_message = "rate and size are limited"
  }

  assert {
    condition     = anytrue([for rule in google_compute_url_map.this[0].path_matcher[0].path_rule : rule.paths == toset(["/v1/webhooks/stripe"]) && rule.service == google_compute_backend_service.function["stripe-webhook"].id])
    error_message = "Stripe's path goes to its function"
  }

  assert {
    condition     = google_compute_managed_ssl_certificate.this[0].managed[0].domains == tolist(["webhooks.example.com"]) && google_compute_ssl_policy.this[0].min_tls_version == "TLS_1_2" && google_compute_global_forwarding_rule.https[0].port_range == "443"
    error_message = "HTTPS only, from TLS 1.2"
  }

  assert {
    condition     = contains(keys(google_project_service.this), "compute")
    error_message = "its API"
  }

  assert {
    condition     = output.stripe_endpoint == "https://webhooks.example.com/v1/webhooks/stripe" && output.load_balancer_address == "203.0.113.80"
    error_message = "what to enter at Stripe and in DNS"
  }

  assert {
    condition     = { for name, check in google_monitoring_uptime_check_config.health : name => "${check.monitored_resource[0].labels.host}${check.http_check[0].path}" } == { stripe-webhook = "webhooks.example.com/v1/webhooks/stripe/health", subscription-api = "webhooks.example.com/health" }
    error_message = "the checks go through it"
  }
}

run "load_balancer_while_callers_move" {
  variables {
    edge          = "load_balancer"
    load_balancer = { domain = "webhooks.example.com", keep_urls = true }
  }

  assert {
    condition = { for name, function in google_cloudfunctions2_function.this : name => function.service_config[0].ingress_settings } == {
      event-forwarder  = "ALLOW_INTERNAL_ONLY"
      stripe-webhook   = "ALLOW_ALL"
      subscription-api = "ALLOW_ALL"
    }
    error_message = "the URLs that callers know stay open, the forwarder's stays closed"
  }

  assert {
    condition     = output.stripe_endpoint == "https://webhooks.example.com/v1/webhooks/stripe" && length(google_compute_global_forwarding_rule.https) == 1
    error_message = "beside the load balancer"
  }
}

run "load_balancer_before_images" {
  variables {
    packages      = {}
    edge          = "load_balancer"
    load_balancer = { domain = "webhooks.example.com", requests_per_minute = 60, max_body_bytes = 300000 }
    images = {
      stripe-webhook   = "images.example.com/webhooks/stripe-webhook:1"
      event-forwarder  = "images.example.com/webhooks/event-forwarder:1"
      subscription-api = "images.example.com/webhooks/subscription-api:1"
    }
  }

  assert {
    condition     = { for name, service in google_cloud_run_v2_service.this : name => service.default_uri_disabled } == { event-forwarder = false, stripe-webhook = true, subscription-api = true }
    error_message = "the balanced have no URL of their own, and Pub/Sub needs the forwarder's"
  }

  assert {
    condition     = anytrue([for rule in google_compute_security_policy.api[0].rule : try(rule.rate_limit_options[0].rate_limit_threshold[0].count == 60, false)])
    error_message = "the rate is the operator's"
  }
}

run "fixed_egress" {
  variables {
    egress = { addresses = 3, cidr = "10.20.0.0/25" }
  }

  assert {
    condition     = length(output.egress_addresses) == 3 && google_compute_router_nat.egress[0].nat_ip_allocate_option == "MANUAL_ONLY" && length(google_compute_router_nat.egress[0].nat_ips) >= 1
    error_message = "three reserved addresses, and NAT uses no others"
  }

  assert {
    condition     = { for name, function in google_cloudfunctions2_function.this : name => length(function.service_config[0].direct_vpc_network_interface) } == { event-forwarder = 1, stripe-webhook = 0, subscription-api = 1 }
    error_message = "what sends goes through the network, and what does not is spared it"
  }

  assert {
    condition     = google_cloudfunctions2_function.this["event-forwarder"].service_config[0].direct_vpc_egress == "VPC_EGRESS_ALL_TRAFFIC" && google_compute_subnetwork.egress[0].ip_cidr_range == "10.20.0.0/25" && google_compute_subnetwork.egress[0].private_ip_google_access
    error_message = "all of it"
  }

  assert {
    condition     = google_compute_firewall.no_private[0].direction == "EGRESS" && contains(google_compute_firewall.no_private[0].destination_ranges, "10.0.0.0/8") && length(google_compute_firewall.no_private[0].deny) == 1
    error_message = "nothing goes to private addresses"
  }

  assert {
    condition     = contains(keys(google_project_service.this), "compute")
    error_message = "its API"
  }
}

run "fixed_egress_of_images" {
  variables {
    egress = {}
    images = { event-forwarder = "images.example.com/webhooks/event-forwarder:1" }
  }

  assert {
    condition     = google_cloud_run_v2_service.this["event-forwarder"].template[0].vpc_access[0].egress == "ALL_TRAFFIC" && length(output.egress_addresses) == 2
    error_message = "as functions do"
  }
}

run "hosts_of_our_own" {
  variables {
    edge          = "load_balancer"
    load_balancer = { domain = "webhooks.example.com" }
    egress        = { addresses = 2 }
    own_hosts     = ["hooks.example.net", "2001:db8::/48", "203.0.113.99"]
  }

  assert {
    condition     = slice(split(",", google_cloudfunctions2_function.this["event-forwarder"].service_config[0].environment_variables["WEBHOOKS_OWN_HOSTS"]), 7, 14) == tolist(["webhooks.example.com", "203.0.113.80", "203.0.113.7", "203.0.113.7", "hooks.example.net", "2001:db8::/48", "203.0.113.99"])
    error_message = "no webhook goes to the load balancer, to where webhooks come from, nor to what is named"
  }

  assert {
    condition     = google_cloudfunctions2_function.this["subscription-api"].service_config[0].environment_variables["WEBHOOKS_OWN_HOSTS"] == google_cloudfunctions2_function.this["event-forwarder"].service_config[0].environment_variables["WEBHOOKS_OWN_HOSTS"]
    error_message = "what is refused on sending is refused on saving"
  }
}

run "a_key_made_here" {
  variables {
    kms_key = {}
  }

  assert {
    condition     = google_kms_crypto_key.this[0].rotation_period == "7776000s" && google_kms_crypto_key.this[0].deletion_policy == "PREVENT"
    error_message = "rotates, and is protected"
  }

  assert {
    condition     = contains(keys(google_project_service.this), "cloudkms")
    error_message = "its API"
  }

  assert {
    condition     = google_firestore_database.this.cmek_config[0].kms_key_name == google_kms_crypto_key.this[0].id && alltrue([for topic in google_pubsub_topic.this : topic.kms_key_name == google_kms_crypto_key.this[0].id]) && google_storage_bucket.sources[0].encryption[0].default_kms_key_name == google_kms_crypto_key.this[0].id && google_artifact_registry_repository.functions[0].kms_key_name == google_kms_crypto_key.this[0].id && alltrue([for function in google_cloudfunctions2_function.this : function.kms_key_name == google_kms_crypto_key.this[0].id])
    error_message = "encrypts database, topics, sources, images, functions"
  }

  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.this : secret.replication[0].user_managed[0].replicas[0].customer_managed_encryption[0].kms_key_name == google_kms_crypto_key.this[0].id])
    error_message = "encrypts secrets, which stay in its region"
  }

  assert {
    condition     = keys(google_kms_crypto_key_iam_member.agents) == ["artifactregistry", "cloudfunctions", "firestore", "pubsub", "run", "secretmanager", "storage"]
    error_message = "the services that encrypt may use it"
  }
}

run "a_key_that_is_there" {
  variables {
    kms_key = { name = "projects/keys/locations/us-central1/keyRings/r/cryptoKeys/k" }
  }

  assert {
    condition     = length(google_kms_crypto_key.this) == 0 && google_firestore_database.this.cmek_config[0].kms_key_name == "projects/keys/locations/us-central1/keyRings/r/cryptoKeys/k"
    error_message = "is used, and none is made"
  }
}

run "secret_rotation" {
  variables {
    secret_rotation = { first = "2030-01-01T00:00:00Z", days = 30 }
  }

  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.this : secret.rotation[0].rotation_period == "2592000s" && secret.topics[0].name == "projects/olympus-test/topics/secret-rotation"])
    error_message = "each secret reminds through the topic"
  }

  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.this : secret.rotation[0].next_rotation_time == "2030-01-01T00:00:00Z"])
    error_message = "from the given time on, also where it is turned on later"
  }

  assert {
    condition     = google_pubsub_subscription.store["secret-rotation"].filter == "attributes.eventType = \"SECRET_ROTATE\"" && google_pubsub_subscription.store["secret-rotation"].expiration_policy[0].ttl == ""
    error_message = "the reminder waits for a person"
  }

  assert {
    condition     = [for binding in local.iam : binding[0] if binding[2] == "topics/secret-rotation"] == ["serviceAccount:service-123456789012@gcp-sa-secretmanager.iam.gserviceaccount.com"]
    error_message = "only Secret Manager publishes to it"
  }

  assert {
    condition     = contains(keys(google_monitoring_alert_policy.metric), "secret-expiry")
    error_message = "an alert calls a person"
  }

  assert {
    condition     = google_pubsub_topic.this["secret-rotation"].deletion_policy == "DELETE" && google_pubsub_subscription.store["secret-rotation"].deletion_policy == "DELETE"
    error_message = "it can be turned off again"
  }
}

run "jwt_keys_in_a_file" {
  variables {
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks", "portal"], algorithms = ["ES256", "RS256"], keys = "public_key" }
  }

  assert {
    condition     = google_cloudfunctions2_function.this["subscription-api"].service_config[0].environment_variables["WEBHOOKS_JWT_PUBLIC_KEY_FILE"] == "/secrets/jwt-keys/value" && length(setintersection(keys(google_cloudfunctions2_function.this["subscription-api"].service_config[0].environment_variables), ["WEBHOOKS_JWT_JWKS_URL", "WEBHOOKS_JWT_JWKS_FILE"])) == 0
    error_message = "the PEM file, and no other source of keys"
  }

  assert {
    condition     = google_cloudfunctions2_function.this["subscription-api"].service_config[0].environment_variables["WEBHOOKS_JWT_AUDIENCE"] == "webhooks,portal" && google_cloudfunctions2_function.this["subscription-api"].service_config[0].environment_variables["WEBHOOKS_JWT_ALGORITHMS"] == "ES256,RS256"
    error_message = "lists are between commas"
  }

  assert {
    condition     = output.store_jwt_keys == "gcloud secrets versions add --project=olympus-test --data-file=- webhooks-jwt-keys"
    error_message = "the command that stores them"
  }
}

run "jwt_key_set_in_a_file" {
  variables {
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"], keys = "jwks" }
  }

  assert {
    condition     = google_cloudfunctions2_function.this["subscription-api"].service_config[0].environment_variables["WEBHOOKS_JWT_JWKS_FILE"] == "/secrets/jwt-keys/value"
    error_message = "the file of the set"
  }
}

run "stripe_test_mode" {
  variables {
    stripe = { live_only = false, pass_through = true }
  }

  assert {
    condition     = google_cloudfunctions2_function.this["stripe-webhook"].service_config[0].environment_variables["WEBHOOKS_STRIPE_LIVE_ONLY"] == "false" && google_cloudfunctions2_function.this["stripe-webhook"].service_config[0].environment_variables["WEBHOOKS_STRIPE_PASS_THROUGH"] == "true"
    error_message = "as asked for"
  }
}

run "source_topics" {
  variables {
    source_topics = ["projects/olympus-core/topics/orders", "projects/olympus-pos/topics/orders"]
  }

  assert {
    condition = { for name, subscription in google_pubsub_subscription.push : name => subscription.topic if startswith(name, "event-forwarder-olympus") } == {
      "event-forwarder-olympus-core.orders" = "projects/olympus-core/topics/orders"
      "event-forwarder-olympus-pos.orders"  = "projects/olympus-pos/topics/orders"
    }
    error_message = "a subscription for each, also where two have the same name"
  }

  assert {
    condition     = alltrue([for name in ["event-forwarder-olympus-core.orders", "event-forwarder-olympus-pos.orders"] : endswith(google_pubsub_subscription.push[name].push_config[0].push_endpoint, "/push/events") && google_pubsub_subscription.push[name].expiration_policy[0].ttl == "" && google_pubsub_subscription.push[name].dead_letter_policy[0].dead_letter_topic == "projects/olympus-test/topics/events-dead-letter" && google_pubsub_subscription.push[name].filter == null && google_pubsub_subscription.push[name].deletion_policy == "DELETE"])
    error_message = "they are as ours, but can be taken off the list"
  }

  assert {
    condition     = length([for binding in local.iam : binding if binding[1] == "roles/pubsub.subscriber"]) == 5
    error_message = "Pub/Sub may move their dead letters"
  }
}

run "several_queues" {
  variables {
    queue_shards = 3
  }

  assert {
    condition     = google_cloudfunctions2_function.this["event-forwarder"].service_config[0].environment_variables["WEBHOOKS_TASKS_QUEUES"] == join(",", [for index in range(3) : "projects/olympus-test/locations/us-central1/queues/webhooks-lanes-${index}"])
    error_message = "the code knows them in the order of the shards"
  }

  assert {
    condition     = length([for binding in local.iam : binding if binding[1] == "roles/cloudtasks.enqueuer"]) == 6
    error_message = "both that wake may fill each"
  }
}

run "other_place_and_names" {
  variables {
    region    = "europe-west3"
    prefix    = "hooks"
    firestore = { name = "(default)", location = "eur3", daily_backup_days = 0, weekly_backup_weeks = 0, point_in_time_recovery = false }
  }

  assert {
    condition     = google_firestore_database.this.name == "(default)" && google_firestore_database.this.location_id == "eur3" && length(google_firestore_backup_schedule.this) == 0 && google_firestore_database.this.point_in_time_recovery_enablement == "POINT_IN_TIME_RECOVERY_DISABLED"
    error_message = "the database is where it was asked for"
  }

  assert {
    condition     = output.api_url == "https://subscription-api-123456789012.europe-west3.run.app" && google_cloud_tasks_queue.lanes[0].name == "hooks-lanes-0" && tolist(google_pubsub_topic.this["events"].message_storage_policy[0].allowed_persistence_regions) == tolist(["europe-west3"])
    error_message = "the rest is in the region, under its names"
  }
}

run "sizes" {
  variables {
    sizes = { event-forwarder = { cpu = 2, memory = "2Gi", concurrency = 80, min_instances = 1, max_instances = 200 } }
  }

  assert {
    condition     = google_cloudfunctions2_function.this["event-forwarder"].service_config[0].available_cpu == "2" && google_cloudfunctions2_function.this["event-forwarder"].service_config[0].min_instance_count == 1 && google_cloudfunctions2_function.this["stripe-webhook"].service_config[0].available_memory == "512Mi"
    error_message = "one is changed, and the others stay"
  }
}

run "billed_by_instance" {
  variables {
    images = { event-forwarder = "images.example.com/webhooks/event-forwarder:1", subscription-api = "images.example.com/webhooks/subscription-api:1" }
    sizes  = { event-forwarder = { min_instances = 1, billing = "instance" } }
  }

  assert {
    condition     = { for name, service in google_cloud_run_v2_service.this : name => service.template[0].containers[0].resources[0].cpu_idle } == { event-forwarder = false, subscription-api = true }
    error_message = "the forwarder has its processor all the time, the other while a request is there"
  }
}

run "told_to_people" {
  variables {
    alerts = { emails = ["ops@example.com"], channels = ["projects/olympus-test/notificationChannels/7"] }
    budget = { billing_account = "012345-6789AB-CDEF01", amount = 50 }
  }

  assert {
    condition     = alltrue([for alert in concat(values(google_monitoring_alert_policy.log), values(google_monitoring_alert_policy.metric)) : alert.notification_channels == tolist(["projects/olympus-test/notificationChannels/7", "projects/olympus-test/notificationChannels/1"])])
    error_message = "each alert tells both channels"
  }

  assert {
    condition     = google_billing_budget.this[0].amount[0].specified_amount[0].units == "50" && [for rule in google_billing_budget.this[0].threshold_rules : rule.threshold_percent] == [0.5, 0.9, 1]
    error_message = "at half, 90 % and all"
  }
}

run "budget_and_nobody_to_tell" {
  variables {
    budget = { billing_account = "012345-6789AB-CDEF01", amount = 50 }
  }

  assert {
    condition     = length(google_billing_budget.this[0].all_updates_rule) == 0
    error_message = "the billing account's administrators are told"
  }
}

run "retention" {
  variables {
    message_retention_days = 31
  }

  assert {
    condition     = google_pubsub_topic.this["events"].message_retention_duration == "2678400s"
    error_message = "a month can be replayed"
  }
}

run "not_protected" {
  variables {
    deletion_protection = false
    kms_key             = {}
  }

  assert {
    condition     = google_firestore_database.this.delete_protection_state == "DELETE_PROTECTION_DISABLED" && google_firestore_database.this.deletion_policy == "DELETE" && google_pubsub_topic.this["events"].deletion_policy == "DELETE" && !google_secret_manager_secret.this["keyset"].deletion_protection && google_kms_crypto_key.this[0].deletion_policy == "DELETE"
    error_message = "everything can be destroyed"
  }
}
