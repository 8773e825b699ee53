# What stands where nothing is asked for.

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

run "functions" {
  assert {
    condition     = toset(keys(google_cloudfunctions2_function.this)) == toset(["event-forwarder", "stripe-webhook", "subscription-api"]) && length(google_cloud_run_v2_service.this) == 0
    error_message = "three functions, and no service from an image"
  }

  assert {
    condition = { for name, function in google_cloudfunctions2_function.this : name => function.build_config[0].entry_point } == {
      stripe-webhook   = "cloud.olympus.webhooks.stripe.StripeWebhook"
      event-forwarder  = "cloud.olympus.webhooks.forwarder.EventForwarder"
      subscription-api = "cloud.olympus.webhooks.api.SubscriptionApi"
    }
    error_message = "each function has its entry point"
  }

  assert {
    condition     = alltrue([for function in google_cloudfunctions2_function.this : function.build_config[0].runtime == "java25"])
    error_message = "all run on java25"
  }

  assert {
    condition     = alltrue([for function in google_cloudfunctions2_function.this : function.service_config[0].max_instance_request_concurrency > 1 && tonumber(function.service_config[0].available_cpu) >= 1])
    error_message = "an instance takes several requests, for which it needs a whole CPU"
  }

  assert {
    condition = { for name, function in google_cloudfunctions2_function.this : name => join(" ", [for size in ["available_cpu", "available_memory", "max_instance_request_concurrency", "min_instance_count", "max_instance_count", "timeout_seconds"] : function.service_config[0][size]]) } == {
      stripe-webhook   = "1 512Mi 80 0 20 30"
      event-forwarder  = "1 512Mi 40 0 20 360"
      subscription-api = "1 1Gi 40 0 20 60"
    }
    error_message = "sizes are those of docs/cost.md, within a new project's quota of 20 CPUs; a drain may take 5 minutes"
  }

  assert {
    condition     = alltrue([for function in google_cloudfunctions2_function.this : function.service_config[0].all_traffic_on_latest_revision])
    error_message = "an apply ends a rollback"
  }

  assert {
    condition     = alltrue([for name, function in google_cloudfunctions2_function.this : function.service_config[0].service_account_email == "webhooks-${name}@olympus-test.iam.gserviceaccount.com"])
    error_message = "each function runs as an account of its own"
  }

  assert {
    condition     = alltrue([for function in google_cloudfunctions2_function.this : function.build_config[0].service_account == "projects/olympus-test/serviceAccounts/webhooks-build@olympus-test.iam.gserviceaccount.com"])
    error_message = "the build has an account of its own"
  }

  assert {
    condition     = alltrue([for name, object in google_storage_bucket_object.source : object.name == "${name}/${filesha256("./tests/fixtures/function.zip")}.zip"])
    error_message = "a source is named by its content"
  }
}

run "environment" {
  assert {
    condition = google_cloudfunctions2_function.this["stripe-webhook"].service_config[0].environment_variables == tomap({
      GOOGLE_CLOUD_PROJECT                 = "olympus-test"
      JAVA_TOOL_OPTIONS                    = "-XX:TieredStopAtLevel=1 -Dhttp.maxConnections=80 -Dhttp.keepAlive.time.server=60"
      WEBHOOKS_PUBSUB_PROJECT              = "olympus-test"
      WEBHOOKS_PUBSUB_REGION               = "us-central1"
      WEBHOOKS_STRIPE_SIGNING_SECRETS_FILE = "/secrets/stripe-signing-secrets/value"
      WEBHOOKS_STRIPE_LIVE_ONLY            = "true"
      WEBHOOKS_STRIPE_PASS_THROUGH         = "false"
    })
    error_message = "stripe-webhook knows these settings and no others"
  }

  assert {
    condition = google_cloudfunctions2_function.this["event-forwarder"].service_config[0].environment_variables == tomap({
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
    })
    error_message = "event-forwarder knows these settings and no others"
  }

  assert {
    condition = google_cloudfunctions2_function.this["subscription-api"].service_config[0].environment_variables == tomap({
      GOOGLE_CLOUD_PROJECT        = "olympus-test"
      JAVA_TOOL_OPTIONS           = "-XX:TieredStopAtLevel=1"
      WEBHOOKS_PUBSUB_PROJECT     = "olympus-test"
      WEBHOOKS_PUBSUB_REGION      = "us-central1"
      WEBHOOKS_FIRESTORE_PROJECT  = "olympus-test"
      WEBHOOKS_FIRESTORE_DATABASE = "webhooks"
      WEBHOOKS_TASKS_QUEUES       = "projects/olympus-test/locations/us-central1/queues/webhooks-lanes-0"
      WEBHOOKS_FORWARDER_URL      = "https://event-forwarder-123456789012.us-central1.run.app"
      WEBHOOKS_KEYSET_FILE        = "/secrets/keyset/value"
      WEBHOOKS_OIDC_AUDIENCE      = "https://event-forwarder-123456789012.us-central1.run.app"
      WEBHOOKS_OIDC_WAKE_CALLER   = "webhooks-wake@olympus-test.iam.gserviceaccount.com"
      WEBHOOKS_OWN_HOSTS          = "stripe-webhook-123456789012.us-central1.run.app,event-forwarder-123456789012.us-central1.run.app,subscription-api-123456789012.us-central1.run.app,stripe-webhook-*.a.run.app,event-forwarder-*.a.run.app,subscription-api-*.a.run.app,us-central1-olympus-test.cloudfunctions.net"
      WEBHOOKS_JWT_ISSUER         = "https://id.example.com/"
      WEBHOOKS_JWT_AUDIENCE       = "webhooks"
      WEBHOOKS_JWT_ALGORITHMS     = "RS256"
      WEBHOOKS_JWT_JWKS_URL       = "https://id.example.com/keys"
    })
    error_message = "subscription-api knows these settings and no others"
  }

  assert {
    condition     = alltrue([for function in google_cloudfunctions2_function.this : alltrue([for volume in function.service_config[0].secret_volumes : volume.versions[0].version == "latest" && contains(values(function.service_config[0].environment_variables), "${volume.mount_path}/${volume.versions[0].path}")])])
    error_message = "each mounted secret is the latest version, where a setting says it is"
  }
}

run "subscriptions" {
  assert {
    condition     = alltrue([for subscription in concat(values(google_pubsub_subscription.push), values(google_pubsub_subscription.store)) : subscription.expiration_policy[0].ttl == ""])
    error_message = "no subscription ever expires"
  }

  assert {
    condition     = [for name, subscription in google_pubsub_subscription.push : name if length(subscription.dead_letter_policy) == 0] == ["event-forwarder-ordered"]
    error_message = "every push subscription but the ordered one has a dead letter"
  }

  assert {
    condition     = alltrue([for subscription in google_pubsub_subscription.push : alltrue([for policy in subscription.dead_letter_policy : policy.max_delivery_attempts == 100])])
    error_message = "a hundred attempts"
  }

  assert {
    condition = { for name, subscription in google_pubsub_subscription.push : name => "${subscription.topic} ${subscription.push_config[0].push_endpoint}" } == {
      event-forwarder-events       = "events https://event-forwarder-123456789012.us-central1.run.app/push/events"
      event-forwarder-ordered      = "events https://event-forwarder-123456789012.us-central1.run.app/push/ordered"
      event-forwarder-unrouted     = "events-unrouted https://event-forwarder-123456789012.us-central1.run.app/push/unrouted"
      event-forwarder-dead-letters = "events-dead-letter https://event-forwarder-123456789012.us-central1.run.app/push/dead-letters"
    }
    error_message = "each topic is pushed to its entry point"
  }

  assert {
    condition = { for name, subscription in google_pubsub_subscription.push : name => try(subscription.dead_letter_policy[0].dead_letter_topic, null) } == {
      event-forwarder-events       = "projects/olympus-test/topics/events-dead-letter"
      event-forwarder-ordered      = null
      event-forwarder-unrouted     = "projects/olympus-test/topics/events-dead-letter"
      event-forwarder-dead-letters = "projects/olympus-test/topics/events-dead-letter-backstop"
    }
    error_message = "dead letters of dead letters go to the backstop"
  }

  assert {
    condition     = google_pubsub_subscription.store["events-dead-letter-backstop"].topic == "events-dead-letter-backstop" && google_pubsub_subscription.store["events-dead-letter-backstop"].message_retention_duration == "2678400s" && length(google_pubsub_subscription.store["events-dead-letter-backstop"].push_config) == 0
    error_message = "the backstop keeps for 31 days what comes to it"
  }

  assert {
    condition     = google_pubsub_subscription.push["event-forwarder-ordered"].filter == "attributes.ordered = \"1\"" && google_pubsub_subscription.push["event-forwarder-events"].filter == "NOT ${google_pubsub_subscription.push["event-forwarder-ordered"].filter}"
    error_message = "an event goes to one of the two, whatever its attribute says"
  }

  assert {
    condition     = [for name, subscription in google_pubsub_subscription.push : name if subscription.enable_message_ordering] == ["event-forwarder-ordered", "event-forwarder-unrouted"]
    error_message = "only what has an ordering key keeps order"
  }

  assert {
    condition     = alltrue([for subscription in google_pubsub_subscription.push : subscription.ack_deadline_seconds == 60 && subscription.retry_policy[0].minimum_backoff == "10s" && subscription.retry_policy[0].maximum_backoff == "600s"])
    error_message = "60 s to acknowledge, 10 s to 600 s between attempts"
  }

  assert {
    condition     = alltrue([for subscription in google_pubsub_subscription.push : subscription.push_config[0].oidc_token[0].service_account_email == "webhooks-push@olympus-test.iam.gserviceaccount.com" && subscription.push_config[0].oidc_token[0].audience == "https://event-forwarder-123456789012.us-central1.run.app"])
    error_message = "Pub/Sub pushes with a token of its caller for the forwarder"
  }

  assert {
    condition     = alltrue([for topic in google_pubsub_topic.this : topic.message_retention_duration == "259200s"])
    error_message = "three days can be replayed"
  }

  assert {
    condition     = alltrue([for subscription in google_pubsub_subscription.push : subscription.message_retention_duration == "2678400s"])
    error_message = "what nobody acknowledges is kept as long as can be"
  }

  assert {
    condition     = google_cloudfunctions2_function.this["event-forwarder"].service_config[0].available_memory == "512Mi"
    error_message = "the forwarder has what docs/benchmarks.md proves to be enough"
  }
}

run "wake_ups" {
  assert {
    condition     = google_cloud_tasks_queue.lanes[*].name == ["webhooks-lanes-0"] && google_cloud_tasks_queue.lanes[0].rate_limits[0].max_dispatches_per_second == 500 && google_cloud_tasks_queue.lanes[0].rate_limits[0].max_concurrent_dispatches == 1000
    error_message = "one queue, as fast as there is"
  }

  assert {
    condition     = google_cloud_scheduler_job.sweep.schedule == "* * * * *" && google_cloud_scheduler_job.sweep.http_target[0].uri == "https://event-forwarder-123456789012.us-central1.run.app/sweep" && google_cloud_scheduler_job.sweep.http_target[0].oidc_token[0].service_account_email == "webhooks-sweep@olympus-test.iam.gserviceaccount.com"
    error_message = "a sweep each minute, as its caller"
  }

  assert {
    condition     = google_cloud_scheduler_job.sweep.http_target[0].oidc_token[0].audience == google_cloudfunctions2_function.this["event-forwarder"].service_config[0].environment_variables["WEBHOOKS_OIDC_AUDIENCE"]
    error_message = "for the audience that the forwarder asks for"
  }

  assert {
    condition     = google_cloud_scheduler_job.sweep.attempt_deadline == "60s" && google_cloud_scheduler_job.sweep.retry_config[0].retry_count == 0 && google_cloud_scheduler_job.sweep.time_zone == "Etc/UTC"
    error_message = "no longer than until the next"
  }

  assert {
    condition     = google_cloud_tasks_queue.lanes[0].retry_config[0].max_attempts == 20 && google_cloud_tasks_queue.lanes[0].retry_config[0].min_backoff == "1s" && google_cloud_tasks_queue.lanes[0].retry_config[0].max_backoff == "60s"
    error_message = "twenty tries, then the sweep's"
  }
}

run "database" {
  assert {
    condition     = google_firestore_database.this.type == "FIRESTORE_NATIVE" && google_firestore_database.this.location_id == "us-central1" && google_firestore_database.this.point_in_time_recovery_enablement == "POINT_IN_TIME_RECOVERY_ENABLED"
    error_message = "native, in the region, any moment of a week readable"
  }

  assert {
    condition     = { for name, schedule in google_firestore_backup_schedule.this : name => schedule.retention } == { daily = "604800s", weekly = "8467200s" }
    error_message = "daily backups for 7 days, weekly ones for 14 weeks"
  }

  assert {
    condition     = length(google_firestore_index.this) == length(local.firestore.indexes) && length(google_firestore_field.this) == length(local.firestore.fieldOverrides)
    error_message = "every line of the file is a resource"
  }

  assert {
    condition = toset([for index in google_firestore_index.this : jsonencode([index.collection, index.query_scope, [for field in index.fields : coalesce(field.order, field.array_config)], [for field in index.fields : field.field_path]])]) == toset([
      for index in local.firestore.indexes : jsonencode([index.collectionGroup, index.queryScope, [for field in index.fields : try(field.order, field.arrayConfig)], [for field in index.fields : field.fieldPath]])
    ])
    error_message = "with its fields in their order"
  }

  assert {
    condition     = toset([for field in google_firestore_field.this : jsonencode([field.collection, field.field, length(field.ttl_config)])]) == toset([for field in local.firestore.fieldOverrides : jsonencode([field.collectionGroup, field.fieldPath, try(field.ttl, false) ? 1 : 0])])
    error_message = "with its time to live"
  }

  assert {
    condition     = toset([for field in google_firestore_field.this : field.collection if length(field.ttl_config) == 1]) == toset(["dead_letters", "deliveries", "events", "idempotency", "lanes", "stripe_payments"]) && alltrue([for field in google_firestore_field.this : field.field == "expire_at" if length(field.ttl_config) == 1])
    error_message = "what has an end is deleted by it"
  }

  assert {
    condition     = toset([for index in google_firestore_index.this : index.collection]) == toset(["events", "deliveries", "lanes", "subscriptions", "dead_letters"])
    error_message = "every collection that is queried has its indexes"
  }

  assert {
    condition     = alltrue([for collection in ["events", "deliveries", "lanes", "subscriptions", "routes", "switches", "dead_letters", "idempotency", "signing_keys", "stripe_accounts", "stripe_payments"] : length(google_firestore_field.this["${collection}/*"].index_config[0].indexes) == 0])
    error_message = "no collection indexes fields by itself"
  }

  assert {
    condition     = alltrue([for index in google_firestore_index.this : length([for field in index.fields : field if field.array_config == "CONTAINS"]) <= 1 && alltrue([for field in index.fields : (field.order == null) != (field.array_config == null)])])
    error_message = "an index has one list at most, and each field one mode"
  }
}

run "protection" {
  assert {
    condition     = google_firestore_database.this.delete_protection_state == "DELETE_PROTECTION_ENABLED" && google_firestore_database.this.deletion_policy == "PREVENT"
    error_message = "the database is protected"
  }

  assert {
    condition     = alltrue([for topic in google_pubsub_topic.this : topic.deletion_policy == "PREVENT"]) && alltrue([for subscription in concat(values(google_pubsub_subscription.push), values(google_pubsub_subscription.store)) : subscription.deletion_policy == "PREVENT"])
    error_message = "topics and subscriptions are protected"
  }

  assert {
    condition     = alltrue([for secret in google_secret_manager_secret.this : secret.deletion_protection])
    error_message = "secrets are protected"
  }
}

run "secrets" {
  assert {
    condition     = toset([for secret in google_secret_manager_secret.this : secret.secret_id]) == toset(["webhooks-keyset", "webhooks-stripe-signing-secrets"])
    error_message = "keyset and Stripe's secrets; JWT keys come from a URL"
  }

  assert {
    condition     = alltrue([for version in google_secret_manager_secret_version.initial : version.secret_data == null && version.secret_data_wo_version == "1"])
    error_message = "no value is kept in the state"
  }
}

run "secrets_given_at_the_first_apply" {
  variables {
    keyset                 = "{}"
    stripe_signing_secrets = "whsec_0000000000000000"
  }

  assert {
    condition     = alltrue([for version in google_secret_manager_secret_version.initial : version.secret_data == null && version.secret_data_wo == null])
    error_message = "no value is kept in the state, not even one that was given"
  }
}

run "nothing_optional" {
  assert {
    condition     = length(google_compute_network.egress) + length(google_compute_address.egress) + length(google_compute_router_nat.egress) == 0 && length(output.egress_addresses) == 0
    error_message = "no network"
  }

  assert {
    condition     = length(google_compute_global_forwarding_rule.https) + length(google_compute_backend_service.function) + length(google_compute_security_policy.api) == 0 && output.load_balancer_address == null
    error_message = "no load balancer"
  }

  assert {
    condition     = length(google_kms_crypto_key.this) + length(google_kms_crypto_key_iam_member.agents) == 0 && length(google_firestore_database.this.cmek_config) == 0
    error_message = "no key"
  }

  assert {
    condition     = length(google_billing_budget.this) + length(google_monitoring_notification_channel.email) == 0
    error_message = "no budget, no channel"
  }

  assert {
    condition     = !contains(keys(google_pubsub_topic.this), "secret-rotation") && alltrue([for secret in google_secret_manager_secret.this : length(secret.rotation) == 0 && length(secret.topics) == 0])
    error_message = "no rotation"
  }

  assert {
    condition = keys(google_project_service.this) == [
      "artifactregistry", "cloudbuild", "cloudfunctions", "cloudresourcemanager", "cloudscheduler", "cloudtasks", "firestore", "iam", "logging",
      "monitoring", "pubsub", "run", "secretmanager", "storage",
    ]
    error_message = "every API that something here needs, and no other"
  }
}

run "labels" {
  variables {
    labels = { team = "till" }
  }

  assert {
    condition     = local.labels == { app = "olympus-webhooks", managed-by = "terraform", team = "till" }
    error_message = "own labels stand beside ours"
  }

  assert {
    condition     = alltrue([for alert in google_monitoring_alert_policy.log : alert.user_labels == tomap(local.labels)])
    error_message = "alerts have them too"
  }
}

run "outputs" {
  assert {
    condition     = output.stripe_endpoint == "https://stripe-webhook-123456789012.us-central1.run.app/v1/webhooks/stripe" && output.api_url == "https://subscription-api-123456789012.us-central1.run.app"
    error_message = "the functions' own URLs"
  }

  assert {
    condition     = output.store_stripe_secret == "gcloud secrets versions add --project=olympus-test --data-file=- webhooks-stripe-signing-secrets"
    error_message = "the command that stores Stripe's secret"
  }

  assert {
    condition     = output.store_keyset == "gcloud secrets versions add --project=olympus-test --data-file=- webhooks-keyset" && output.store_jwt_keys == null
    error_message = "the command that stores a keyset, and none for JWT keys, which come from a URL"
  }

  assert {
    condition     = output.topics["events"] == "projects/olympus-test/topics/events" && length(output.filters) == 5
    error_message = "topics and filters for services inside"
  }
}
