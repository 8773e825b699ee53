# Each account has what it needs on the thing that it needs it for. On the project stands only what has no smaller place: Firestore
# (bound to its database by a condition), and the build's logs and sources.

locals {
  accounts = merge(
    { for name in local.names : name => "Runs function ${name}." },
    {
      push  = "Pub/Sub pushes to the forwarder as this."
      wake  = "Cloud Tasks wakes lanes as this."
      sweep = "Cloud Scheduler sweeps as this."
    },
    local.builds ? { build = "Cloud Build makes functions of zips as this." } : {},
  )

  emails = { for name, account in google_service_account.this : name => "${account.account_id}@${var.project_id}.iam.gserviceaccount.com" }

  members = merge(
    { for name, email in local.emails : name => "serviceAccount:${email}" },
    { for name, agent in local.agents : "agent-${name}" => agent },
  )

  publishers = merge(
    {
      events                      = ["stripe-webhook", "event-forwarder", "subscription-api"]
      events-unrouted             = ["stripe-webhook"]
      events-dead-letter          = ["event-forwarder", "agent-pubsub"]
      events-dead-letter-backstop = ["agent-pubsub"]
    },
    var.secret_rotation != null ? { secret-rotation = ["agent-secretmanager"] } : {},
  )

  topic_publishers = merge([
    for topic, accounts in local.publishers : { for account in accounts : "${topic}/${account}" => { topic = topic, account = account } }
  ]...)

  # Who reads and writes the database, makes wake-ups and opens secrets.
  stateful = ["event-forwarder", "subscription-api"]

  queue_users = merge([
    for index in range(var.queue_shards) : { for account in local.stateful : "${index}/${account}" => { index = index, account = account } }
  ]...)

  secret_readers = merge([
    for name, function in local.functions : { for secret in function.secrets : "${secret}/${name}" => { secret = secret, account = name } }
  ]...)
}

resource "google_service_account" "this" {
  for_each     = local.accounts
  account_id   = "${var.prefix}-${each.key}"
  display_name = "Olympus Webhooks: ${each.key}"
  description  = each.value

  depends_on = [google_project_service.this]
}

resource "google_pubsub_topic_iam_member" "publisher" {
  for_each = local.topic_publishers
  topic    = google_pubsub_topic.this[each.value.topic].name
  role     = "roles/pubsub.publisher"
  member   = local.members[each.value.account]
}

# Pub/Sub takes a message off a subscription before it makes a dead letter of it.
resource "google_pubsub_subscription_iam_member" "dead_letter" {
  for_each     = { for name, push in local.pushes : name => push if push.dead_letter != null }
  subscription = google_pubsub_subscription.push[each.key].name
  role         = "roles/pubsub.subscriber"
  member       = local.agents["pubsub"]
}

resource "google_cloud_tasks_queue_iam_member" "enqueuer" {
  for_each = local.queue_users
  location = var.region
  name     = google_cloud_tasks_queue.lanes[each.value.index].name
  role     = "roles/cloudtasks.enqueuer"
  member   = local.members[each.value.account]

  # Taken away after what it is for is used no more.
  lifecycle {
    create_before_destroy = true
  }
}

# A task carries the token of the account that it calls as.
resource "google_service_account_iam_member" "act_as_wake" {
  for_each           = toset(local.stateful)
  service_account_id = "projects/${var.project_id}/serviceAccounts/${local.emails["wake"]}"
  role               = "roles/iam.serviceAccountUser"
  member             = local.members[each.key]
}

# On one account that may only call the forwarder, for Google's own agent.
resource "google_service_account_iam_member" "token_creator" {
  for_each           = { push = "pubsub", wake = "cloudtasks", sweep = "cloudscheduler" }
  service_account_id = "projects/${var.project_id}/serviceAccounts/${local.emails[each.key]}"
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = local.agents[each.value]

  # The agents come with their services' APIs, or with their first use.
  depends_on = [google_pubsub_topic.this, google_cloud_tasks_queue.lanes]
}

resource "google_project_iam_member" "firestore" {
  for_each = toset(local.stateful)
  project  = var.project_id
  role     = "roles/datastore.user"
  member   = local.members[each.key]

  condition {
    title      = "database ${google_firestore_database.this.name}"
    expression = "resource.name == \"projects/${var.project_id}/databases/${google_firestore_database.this.name}\""
  }
}

resource "google_secret_manager_secret_iam_member" "reader" {
  for_each  = local.secret_readers
  secret_id = google_secret_manager_secret.this[each.value.secret].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = local.members[each.value.account]

  lifecycle {
    create_before_destroy = true
  }
}

resource "google_cloud_run_v2_service_iam_member" "caller" {
  for_each = toset(["push", "wake", "sweep"])
  location = var.region
  name     = local.services["event-forwarder"]
  role     = "roles/run.invoker"
  member   = local.members[each.key]
}

# Stripe signs and API callers bring a token of their own: the functions verify both. What reaches them is up to their ingress.
resource "google_cloud_run_v2_service_iam_member" "public" {
  for_each = toset([for name, function in local.functions : name if function.public])
  location = var.region
  name     = local.services[each.key]
  role     = "roles/run.invoker"
  member   = "allUsers"

  # Nobody can publish before somebody listens.
  depends_on = [google_pubsub_subscription.push, google_pubsub_subscription.store]
}

resource "google_storage_bucket_iam_member" "build" {
  count  = local.builds ? 1 : 0
  bucket = google_storage_bucket.sources[0].name
  role   = "roles/storage.objectViewer"
  member = local.members["build"]
}

# Cloud Functions copies each source into a bucket of its own, which is there only after the first build.
resource "google_project_iam_member" "build_sources" {
  count   = local.builds ? 1 : 0
  project = var.project_id
  role    = "roles/storage.objectViewer"
  member  = local.members["build"]

  condition {
    title      = "sources of functions"
    expression = "resource.name.startsWith(\"projects/_/buckets/gcf-v2-sources-${local.project_number}-${var.region}\")"
  }
}

resource "google_project_iam_member" "build_logs" {
  count   = local.builds ? 1 : 0
  project = var.project_id
  role    = "roles/logging.logWriter"
  member  = local.members["build"]
}

resource "google_artifact_registry_repository_iam_member" "build" {
  count      = local.builds ? 1 : 0
  location   = var.region
  repository = google_artifact_registry_repository.functions[0].repository_id
  role       = "roles/artifactregistry.writer"
  member     = local.members["build"]
}
