locals {
  topics = concat(
    ["events", "events-unrouted", "events-dead-letter", "events-dead-letter-backstop"],
    var.secret_rotation != null ? ["secret-rotation"] : [],
  )

  retention = "${var.message_retention_days * 86400}s"

  # The most there is. It costs something only for what nobody has acknowledged within a day.
  unacknowledged = "2678400s"

  # Each message is the one's or the other's, whatever a publisher writes there.
  ordered = "attributes.ordered = \"1\""

  # Terraform owns the subscriptions, and not Eventarc, which would leave deadline, retries and dead letters at its own defaults.
  pushes = merge(
    {
      event-forwarder-events = {
        topic       = "events"
        path        = "/push/events"
        filter      = "NOT ${local.ordered}"
        dead_letter = "events-dead-letter"
      }
      event-forwarder-ordered = {
        topic  = "events"
        path   = "/push/ordered"
        filter = local.ordered
        # A dead letter would overtake what waits behind it.
        dead_letter = null
      }
      event-forwarder-unrouted = {
        topic       = "events-unrouted"
        path        = "/push/unrouted"
        filter      = null
        dead_letter = "events-dead-letter"
      }
      event-forwarder-dead-letters = {
        topic       = "events-dead-letter"
        path        = "/push/dead-letters"
        filter      = null
        dead_letter = "events-dead-letter-backstop"
      }
    },
    {
      for topic in var.source_topics : "event-forwarder-${split("/", topic)[1]}.${split("/", topic)[3]}" => {
        topic       = topic
        path        = "/push/events"
        filter      = null
        dead_letter = "events-dead-letter"
      }
    },
  )

  # What nobody pushes: it waits for a person, and an alert calls one.
  stores = merge(
    { events-dead-letter-backstop = null },
    # The topic tells of every change of a secret.
    var.secret_rotation != null ? { secret-rotation = "attributes.eventType = \"SECRET_ROTATE\"" } : {},
  )
}

resource "google_pubsub_topic" "this" {
  for_each                   = toset(local.topics)
  name                       = each.key
  kms_key_name               = local.kms_key
  message_retention_duration = local.retention
  # What reminds of secrets can be turned off.
  deletion_policy = each.key == "secret-rotation" ? "DELETE" : local.deletion_policy

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }

  depends_on = [google_project_service.this, google_kms_crypto_key_iam_member.agents]
}

resource "google_pubsub_subscription" "push" {
  for_each = local.pushes
  name     = each.key
  topic    = try(google_pubsub_topic.this[each.value.topic].name, each.value.topic)
  filter   = each.value.filter
  # A source topic must be removable from the list.
  deletion_policy = contains(local.topics, each.value.topic) ? local.deletion_policy : "DELETE"

  # Of a payment whose tenant is to be found its key is the payment, so that it keeps its order on the way to its event.
  enable_message_ordering    = contains(["event-forwarder-ordered", "event-forwarder-unrouted"], each.key)
  ack_deadline_seconds       = 60
  message_retention_duration = local.unacknowledged

  expiration_policy {
    ttl = "" # never; the default is 31 idle days
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  push_config {
    push_endpoint = "${local.forwarder_url}${each.value.path}"

    oidc_token {
      service_account_email = local.emails["push"]
      audience              = local.forwarder_url
    }
  }

  dynamic "dead_letter_policy" {
    for_each = each.value.dead_letter[*]
    content {
      dead_letter_topic = "projects/${var.project_id}/topics/${google_pubsub_topic.this[dead_letter_policy.value].name}"
      # Five, as usual, would empty the bus into the dead letters in an outage of two minutes.
      max_delivery_attempts = 100
    }
  }

  depends_on = [google_service_account_iam_member.token_creator, google_cloud_run_v2_service_iam_member.caller]
}

resource "google_pubsub_subscription" "store" {
  for_each        = local.stores
  name            = each.key
  topic           = google_pubsub_topic.this[each.key].name
  filter          = each.value
  deletion_policy = each.key == "secret-rotation" ? "DELETE" : local.deletion_policy

  ack_deadline_seconds       = 60
  message_retention_duration = local.unacknowledged

  expiration_policy {
    ttl = ""
  }
}
