# Each account's exact roles, and what is open to everybody.

mock_provider "google" {
  source = "./tests/mocks"
}

mock_provider "google" {
  alias  = "billing"
  source = "./tests/mocks"
}

variables {
  project_id = "olympus-test"
  jwt        = { issuer = "https://id.example.com/", audience = ["webhooks"], keys = "jwks" }
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

run "every_binding_is_looked_at" {
  assert {
    condition     = length(output.iam) > 0 && length(regexall("_iam_(member|binding|policy)\" \"", join("", [for file in fileset(".", "*.tf") : file(file)]))) == length(regexall("\\[for b in google_", file("outputs.tf")))
    error_message = "the output iam lists every binding of this module"
  }

  assert {
    condition     = length(output.iam) > 0 && length(regexall("_iam_(binding|policy)\" \"", join("", [for file in fileset(".", "*.tf") : file(file)]))) == 0
    error_message = "no binding takes away what others granted"
  }

  assert {
    condition     = length(setsubtract([for binding in local.iam : binding[0]], values(local.members))) == 1
    error_message = "nobody but our accounts and Google's agents, and allUsers"
  }
}

run "stripe_webhook" {
  assert {
    condition = toset([for binding in local.iam : join(" ", slice(binding, 1, 3)) if binding[0] == "serviceAccount:webhooks-stripe-webhook@olympus-test.iam.gserviceaccount.com"]) == toset([
      "roles/pubsub.publisher topics/events",
      "roles/pubsub.publisher topics/events-unrouted",
      "roles/secretmanager.secretAccessor secrets/webhooks-stripe-signing-secrets",
    ])
    error_message = "publishes, and opens Stripe's secrets; no Firestore"
  }
}

run "event_forwarder" {
  assert {
    condition = toset([for binding in local.iam : join(" ", slice(binding, 1, 3)) if binding[0] == "serviceAccount:webhooks-event-forwarder@olympus-test.iam.gserviceaccount.com"]) == toset([
      "roles/cloudtasks.enqueuer queues/webhooks-lanes-0",
      "roles/datastore.user project if resource.name == \"projects/olympus-test/databases/webhooks\"",
      "roles/iam.serviceAccountUser projects/olympus-test/serviceAccounts/webhooks-wake@olympus-test.iam.gserviceaccount.com",
      "roles/pubsub.publisher topics/events",
      "roles/pubsub.publisher topics/events-dead-letter",
      "roles/secretmanager.secretAccessor secrets/webhooks-keyset",
    ])
    error_message = "publishes, wakes, reads and writes its database, opens the keyset"
  }
}

run "subscription_api" {
  assert {
    condition = toset([for binding in local.iam : join(" ", slice(binding, 1, 3)) if binding[0] == "serviceAccount:webhooks-subscription-api@olympus-test.iam.gserviceaccount.com"]) == toset([
      "roles/cloudtasks.enqueuer queues/webhooks-lanes-0",
      "roles/datastore.user project if resource.name == \"projects/olympus-test/databases/webhooks\"",
      "roles/iam.serviceAccountUser projects/olympus-test/serviceAccounts/webhooks-wake@olympus-test.iam.gserviceaccount.com",
      "roles/pubsub.publisher topics/events",
      "roles/secretmanager.secretAccessor secrets/webhooks-jwt-keys",
      "roles/secretmanager.secretAccessor secrets/webhooks-keyset",
    ])
    error_message = "publishes, wakes, reads and writes its database, opens keyset and JWT keys"
  }
}

run "callers" {
  assert {
    condition = alltrue([for caller in ["push", "wake", "sweep"] : [for binding in local.iam : join(" ", slice(binding, 1, 3)) if binding[0] == "serviceAccount:webhooks-${caller}@olympus-test.iam.gserviceaccount.com"] == [
      "roles/run.invoker services/event-forwarder",
    ]])
    error_message = "a caller may call the forwarder, and nothing else"
  }
}

run "build" {
  assert {
    condition = toset([for binding in local.iam : join(" ", slice(binding, 1, 3)) if binding[0] == "serviceAccount:webhooks-build@olympus-test.iam.gserviceaccount.com"]) == toset([
      "roles/artifactregistry.writer repositories/webhooks-functions",
      "roles/logging.logWriter project",
      "roles/storage.objectViewer buckets/olympus-test-webhooks-sources",
      "roles/storage.objectViewer project if resource.name.startsWith(\"projects/_/buckets/gcf-v2-sources-123456789012-us-central1\")",
    ])
    error_message = "reads sources, writes images and logs"
  }
}

run "agents" {
  assert {
    condition = toset([for binding in local.iam : join(" ", binding) if strcontains(binding[0], "service-123456789012@")]) == toset([
      "serviceAccount:service-123456789012@gcp-sa-cloudscheduler.iam.gserviceaccount.com roles/iam.serviceAccountTokenCreator projects/olympus-test/serviceAccounts/webhooks-sweep@olympus-test.iam.gserviceaccount.com",
      "serviceAccount:service-123456789012@gcp-sa-cloudtasks.iam.gserviceaccount.com roles/iam.serviceAccountTokenCreator projects/olympus-test/serviceAccounts/webhooks-wake@olympus-test.iam.gserviceaccount.com",
      "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com roles/iam.serviceAccountTokenCreator projects/olympus-test/serviceAccounts/webhooks-push@olympus-test.iam.gserviceaccount.com",
      "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com roles/pubsub.publisher topics/events-dead-letter",
      "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com roles/pubsub.publisher topics/events-dead-letter-backstop",
      "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com roles/pubsub.subscriber subscriptions/event-forwarder-dead-letters",
      "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com roles/pubsub.subscriber subscriptions/event-forwarder-events",
      "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com roles/pubsub.subscriber subscriptions/event-forwarder-unrouted",
    ])
    error_message = "Google's agents make tokens for one caller each, and Pub/Sub's moves dead letters"
  }
}

run "public" {
  assert {
    condition = toset([for binding in local.iam : join(" ", slice(binding, 1, 3)) if binding[0] == "allUsers"]) == toset([
      "roles/run.invoker services/stripe-webhook",
      "roles/run.invoker services/subscription-api",
    ])
    error_message = "everybody reaches Stripe's endpoint and the API, and nothing else"
  }

  assert {
    condition     = length([for binding in local.iam : binding if binding[0] == "allAuthenticatedUsers"]) == 0
    error_message = "any Google account is as good as everybody"
  }

  assert {
    condition = { for name, function in google_cloudfunctions2_function.this : name => function.service_config[0].ingress_settings } == {
      event-forwarder  = "ALLOW_INTERNAL_ONLY"
      stripe-webhook   = "ALLOW_ALL"
      subscription-api = "ALLOW_ALL"
    }
    error_message = "the forwarder is reached from inside only"
  }

  assert {
    condition     = google_storage_bucket.sources[0].public_access_prevention == "enforced" && google_storage_bucket.sources[0].uniform_bucket_level_access
    error_message = "nobody outside reads sources"
  }
}

run "no_role_of_the_project_without_condition_but_logs" {
  assert {
    condition     = [for binding in local.iam : binding[1] if binding[2] == "project"] == ["roles/logging.logWriter"]
    error_message = "what can be bound to a thing is"
  }

  assert {
    condition     = length([for binding in local.iam : binding if contains(["roles/owner", "roles/editor", "roles/viewer"], binding[1])]) == 0
    error_message = "no basic role"
  }
}
