locals {
  channels = concat(var.alerts.channels, [for channel in google_monitoring_notification_channel.email : channel.id])

  # What the functions log; each line is one JSON object.
  line = "resource.type=\"cloud_run_revision\" AND ${local.ours} AND jsonPayload.message"
  ours = "resource.labels.service_name=(${join(" OR ", [for name in keys(local.functions) : "\"${name}\""])})"

  # Why a payment belongs to no tenant.
  unroutable = "jsonPayload.reason=(\"unroutable\" OR \"owner_mismatch\")"

  # Alerts on a line: no metric to wait for, so all of them stand after the first apply.
  log_alerts = {
    dead-letters = {
      title    = "An event became a dead letter"
      severity = "WARNING"
      filter   = "${local.line}=\"dead letter\" AND NOT ${local.unroutable}"
    }
    unroutable-payments = {
      title    = "A payment belongs to no tenant"
      severity = "ERROR"
      filter   = "${local.line}=\"dead letter\" AND ${local.unroutable}"
    }
    stripe-secret-missing = {
      title    = "Stripe's signing secret is missing"
      severity = "CRITICAL"
      filter   = "${local.line}=\"stripe event not taken: no signing secret is set\""
    }
    settings-wrong = {
      title    = "A function misses settings"
      severity = "CRITICAL"
      filter   = "${local.line}=\"settings are missing or wrong\""
    }
    oldest-due-lane = {
      title    = "A lane is due and nobody drains it"
      severity = "ERROR"
      filter   = "${local.line}=\"sweep\" AND jsonPayload.oldest_due_ms>300000"
    }
    sweep-failing = {
      title    = "The sweep fails"
      severity = "ERROR"
      filter   = "resource.type=\"cloud_scheduler_job\" AND resource.labels.job_id=\"${google_cloud_scheduler_job.sweep.name}\" AND severity>=ERROR"
    }
  }

  subscription = "resource.type=\"pubsub_subscription\" AND metric.type=\"pubsub.googleapis.com/subscription"

  metric_alerts = merge(
    {
      dead-letters-of-bus = {
        title     = "Pub/Sub gave up messages"
        severity  = "ERROR"
        filter    = "${local.subscription}/dead_letter_message_count\" AND resource.labels.subscription_id=starts_with(\"event-forwarder-\")"
        threshold = 0
        aligner   = "ALIGN_DELTA"
        reducer   = "REDUCE_SUM"
        group_by  = ["resource.label.subscription_id"]
        duration  = "0s"
      }
      dead-letters-not-kept = {
        title     = "Dead letters could not be kept"
        severity  = "CRITICAL"
        filter    = "${local.subscription}/num_undelivered_messages\" AND resource.labels.subscription_id=\"events-dead-letter-backstop\""
        threshold = 0
        aligner   = "ALIGN_MAX"
        reducer   = "REDUCE_MAX"
        group_by  = []
        duration  = "0s"
      }
      oldest-unacknowledged = {
        title     = "Events wait"
        severity  = "CRITICAL"
        filter    = "${local.subscription}/oldest_unacked_message_age\" AND resource.labels.subscription_id=starts_with(\"event-forwarder-\")"
        threshold = 300
        aligner   = "ALIGN_MAX"
        reducer   = "REDUCE_MAX"
        group_by  = ["resource.label.subscription_id"]
        duration  = "300s"
      }
      server-errors = {
        title       = "A function answers 5xx"
        severity    = "ERROR"
        filter      = "${local.requests} AND metric.labels.response_code_class=\"5xx\""
        denominator = local.requests
        threshold   = 0.05
        aligner     = "ALIGN_RATE"
        reducer     = "REDUCE_SUM"
        group_by    = ["resource.label.service_name"]
        duration    = "300s"
      }
      unavailable = {
        title     = "A function is not ready"
        severity  = "CRITICAL"
        filter    = "resource.type=\"uptime_url\" AND metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\" AND metric.labels.check_id=one_of(${join(",", [for check in google_monitoring_uptime_check_config.health : "\"${check.uptime_check_id}\""])})"
        threshold = 1
        aligner   = "ALIGN_NEXT_OLDER"
        reducer   = "REDUCE_COUNT_FALSE"
        group_by  = ["metric.label.check_id"]
        duration  = "300s"
      }
      first-attempt-late = {
        title     = "First attempts come late"
        severity  = "ERROR"
        filter    = "select_slo_burn_rate(\"${google_monitoring_slo.first_attempt.name}\", \"3600s\")"
        threshold = 10
        # The rate is reckoned already.
        aligner  = null
        duration = "0s"
      }
    },
    var.secret_rotation == null ? {} : {
      secret-expiry = {
        title     = "Secrets are due for rotation"
        severity  = "WARNING"
        filter    = "${local.subscription}/num_undelivered_messages\" AND resource.labels.subscription_id=\"secret-rotation\""
        threshold = 0
        aligner   = "ALIGN_MAX"
        reducer   = "REDUCE_MAX"
        group_by  = []
        duration  = "0s"
      }
    },
  )

  requests = "resource.type=\"cloud_run_revision\" AND metric.type=\"run.googleapis.com/request_count\" AND resource.labels.service_name=one_of(${join(",", [for name in keys(local.functions) : "\"${name}\""])})"

  runbook = {
    for name in concat(keys(local.log_alerts), keys(local.metric_alerts)) : name => templatefile("${path.module}/runbooks/${name}.md", {
      project  = var.project_id
      region   = var.region
      prefix   = var.prefix
      database = var.firestore.name
    })
  }
}

resource "google_monitoring_notification_channel" "email" {
  for_each     = toset(var.alerts.emails)
  display_name = each.key
  type         = "email"
  labels       = { email_address = each.key }

  # Policies name others before it goes: Google keeps what is named.
  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_project_service.this]
}

resource "google_monitoring_alert_policy" "log" {
  for_each              = local.log_alerts
  display_name          = each.value.title
  severity              = each.value.severity
  combiner              = "OR"
  notification_channels = local.channels
  user_labels           = local.labels

  conditions {
    display_name = each.value.title
    condition_matched_log {
      filter           = each.value.filter
      label_extractors = strcontains(each.value.filter, "dead letter") ? { reason = "EXTRACT(jsonPayload.reason)" } : null
    }
  }

  alert_strategy {
    auto_close = "86400s"
    notification_rate_limit {
      period = "300s"
    }
  }

  documentation {
    subject   = each.value.title
    content   = local.runbook[each.key]
    mime_type = "text/markdown"
  }

  depends_on = [google_project_service.this]
}

resource "google_monitoring_alert_policy" "metric" {
  for_each              = local.metric_alerts
  display_name          = each.value.title
  severity              = each.value.severity
  combiner              = "OR"
  notification_channels = local.channels
  user_labels           = local.labels

  conditions {
    display_name = each.value.title
    condition_threshold {
      filter             = each.value.filter
      denominator_filter = try(each.value.denominator, null)
      comparison         = "COMPARISON_GT"
      threshold_value    = each.value.threshold
      duration           = each.value.duration

      dynamic "aggregations" {
        for_each = each.value.aligner[*]
        content {
          alignment_period     = each.key == "unavailable" ? "1200s" : "300s"
          per_series_aligner   = aggregations.value
          cross_series_reducer = each.value.reducer
          group_by_fields      = each.value.group_by
        }
      }

      dynamic "denominator_aggregations" {
        for_each = try([each.value.denominator], [])
        content {
          alignment_period     = "300s"
          per_series_aligner   = each.value.aligner
          cross_series_reducer = each.value.reducer
          group_by_fields      = each.value.group_by
        }
      }
    }
  }

  documentation {
    subject   = each.value.title
    content   = local.runbook[each.key]
    mime_type = "text/markdown"
  }

  depends_on = [google_project_service.this, google_pubsub_subscription.push, google_pubsub_subscription.store]
}

resource "google_monitoring_uptime_check_config" "health" {
  for_each     = local.url
  display_name = "${each.key} is ready"
  period       = "300s"
  timeout      = "10s"
  # Three is the least there is; each check is a request that is paid for.
  selected_regions = ["USA_VIRGINIA", "EUROPE", "ASIA_PACIFIC"]
  user_labels      = local.labels

  http_check {
    path         = local.balanced && each.key == "stripe-webhook" ? "/v1/webhooks/stripe/health" : "/health"
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }

  monitored_resource {
    type = "uptime_url"
    labels = {
      project_id = var.project_id
      host       = trimprefix(each.value, "https://")
    }
  }

  # Another host is another check, which the alert names before the old one goes.
  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_project_service.this]
}

resource "google_monitoring_custom_service" "this" {
  service_id   = "olympus-webhooks"
  display_name = "Olympus Webhooks"
  user_labels  = local.labels

  depends_on = [google_project_service.this]
}

# A push is acknowledged once every endpoint that is free has been tried, so the age of the oldest unacknowledged event is the longest
# that any accepted one has waited. What a slow endpoint waits for in its own lane does not count: that is the endpoint's doing.
resource "google_monitoring_slo" "first_attempt" {
  service             = google_monitoring_custom_service.this.service_id
  slo_id              = "accept-to-first-attempt"
  display_name        = "Accepted events get their first attempt within ${var.slo.seconds} s"
  goal                = var.slo.goal
  rolling_period_days = 28
  user_labels         = local.labels

  windows_based_sli {
    window_period = "60s"
    metric_mean_in_range {
      time_series = "${local.subscription}/oldest_unacked_message_age\" AND resource.labels.subscription_id=\"${google_pubsub_subscription.push["event-forwarder-events"].name}\""
      range {
        max = var.slo.seconds
      }
    }
  }
}

# Metrics and alerts count requests without these lines.
resource "google_logging_project_exclusion" "requests" {
  count       = var.request_logs ? 0 : 1
  name        = "${var.prefix}-requests"
  description = "Cloud Run's own line of each request to Olympus Webhooks that went well."
  filter = join(" AND ", [
    "resource.type=\"cloud_run_revision\"",
    local.ours,
    "log_id(\"run.googleapis.com/requests\")",
    "httpRequest.status<400",
  ])

  depends_on = [google_project_service.this]
}

# Whatever a log-based metric of ours counts it counts before anything is left out.
resource "google_logging_project_exclusion" "delivered" {
  count       = var.delivered_log_share == 1 ? 0 : 1
  name        = "${var.prefix}-delivered"
  description = "A share of the lines of attempts that delivered."
  filter = join(" AND ", concat(
    ["${local.line}=\"attempt\"", "jsonPayload.state=\"delivered\""],
    var.delivered_log_share > 0 ? ["sample(insertId, ${tonumber(format("%.4f", 1 - var.delivered_log_share))})"] : [],
  ))

  depends_on = [google_project_service.this]
}

resource "google_logging_metric" "attempts" {
  name        = "webhooks/attempts"
  description = "Attempts, by the state that they left the delivery in."
  filter      = "${local.line}=\"attempt\""

  label_extractors = {
    state = "EXTRACT(jsonPayload.state)"
  }

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
    labels {
      key        = "state"
      value_type = "STRING"
    }
  }

  depends_on = [google_project_service.this]
}

resource "google_billing_budget" "this" {
  count           = var.budget != null ? 1 : 0
  provider        = google.billing
  billing_account = var.budget.billing_account
  display_name    = "Olympus Webhooks in ${var.project_id}"

  budget_filter {
    projects = ["projects/${local.project_number}"]
  }

  amount {
    specified_amount {
      units = tostring(var.budget.amount)
    }
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1]
    content {
      threshold_percent = threshold_rules.value
    }
  }

  # Without it the billing account's administrators are told, as by default.
  dynamic "all_updates_rule" {
    for_each = length(var.alerts.emails) + length(var.alerts.channels) > 0 ? [1] : []
    content {
      # Five are the most that a budget takes.
      monitoring_notification_channels = slice(local.channels, 0, min(5, length(local.channels)))
    }
  }

  depends_on = [google_project_service.this]
}
