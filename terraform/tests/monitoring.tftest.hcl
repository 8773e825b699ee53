# Alerts, objective, dashboard, checks.

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
  secret_rotation = { first = "2030-01-01T00:00:00Z" }
  # Terraform's tests want ephemeral variables set; empty is as good as not given.
  keyset                 = ""
  stripe_signing_secrets = ""
  jwt_keys               = ""
}

run "alerts" {
  assert {
    condition = toset(concat(keys(google_monitoring_alert_policy.log), keys(google_monitoring_alert_policy.metric))) == toset([
      "dead-letters", "dead-letters-not-kept", "dead-letters-of-bus", "first-attempt-late", "oldest-due-lane", "oldest-unacknowledged", "secret-expiry",
      "server-errors", "settings-wrong", "stripe-secret-missing", "sweep-failing", "unavailable", "unroutable-payments",
    ])
    error_message = "all that a person must know"
  }

  assert {
    condition     = alltrue([for alert in concat(values(google_monitoring_alert_policy.log), values(google_monitoring_alert_policy.metric)) : length(alert.documentation[0].content) > 300 && length(alert.documentation[0].content) < 8192 && strcontains(alert.documentation[0].content, "1. ")])
    error_message = "each brings its runbook, in steps"
  }

  assert {
    condition     = toset([for file in fileset("runbooks", "*.md") : trimsuffix(file, ".md")]) == toset(concat(keys(google_monitoring_alert_policy.log), keys(google_monitoring_alert_policy.metric)))
    error_message = "no runbook without an alert"
  }

  assert {
    condition     = alltrue([for alert in google_monitoring_alert_policy.log : length(alert.conditions) == 1 && length(alert.alert_strategy[0].notification_rate_limit) == 1])
    error_message = "Cloud Monitoring takes an alert on a line with one condition and a rate limit only"
  }

  assert {
    condition = { for name, alert in google_monitoring_alert_policy.log : name => replace(alert.conditions[0].condition_matched_log[0].filter, "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=(\"event-forwarder\" OR \"stripe-webhook\" OR \"subscription-api\") AND ", "") } == {
      dead-letters          = "jsonPayload.message=\"dead letter\" AND NOT jsonPayload.reason=(\"unroutable\" OR \"owner_mismatch\")"
      unroutable-payments   = "jsonPayload.message=\"dead letter\" AND jsonPayload.reason=(\"unroutable\" OR \"owner_mismatch\")"
      stripe-secret-missing = "jsonPayload.message=\"stripe event not taken: no signing secret is set\""
      settings-wrong        = "jsonPayload.message=\"settings are missing or wrong\""
      oldest-due-lane       = "jsonPayload.message=\"sweep\" AND jsonPayload.oldest_due_ms>300000"
      sweep-failing         = "resource.type=\"cloud_scheduler_job\" AND resource.labels.job_id=\"webhooks-sweep\" AND severity>=ERROR"
    }
    error_message = "each waits for its line, of our functions alone; a payment without a tenant is told once"
  }

  assert {
    condition = { for name, alert in google_monitoring_alert_policy.metric : name => join(" ", concat([alert.conditions[0].condition_threshold[0].threshold_value, alert.conditions[0].condition_threshold[0].duration], [for how in alert.conditions[0].condition_threshold[0].aggregations : "${how.alignment_period} ${how.per_series_aligner} ${how.cross_series_reducer} ${join(",", coalesce(how.group_by_fields, []))}"])) } == {
      dead-letters-of-bus   = "0 0s 300s ALIGN_DELTA REDUCE_SUM resource.label.subscription_id"
      dead-letters-not-kept = "0 0s 300s ALIGN_MAX REDUCE_MAX "
      oldest-unacknowledged = "300 300s 300s ALIGN_MAX REDUCE_MAX resource.label.subscription_id"
      server-errors         = "0.05 300s 300s ALIGN_RATE REDUCE_SUM resource.label.service_name"
      unavailable           = "1 300s 1200s ALIGN_NEXT_OLDER REDUCE_COUNT_FALSE metric.label.check_id"
      first-attempt-late    = "10 0s"
      secret-expiry         = "0 0s 300s ALIGN_MAX REDUCE_MAX "
    }
    error_message = "thresholds, and over what they are taken; a burn rate takes no aggregation"
  }

  assert {
    condition     = alltrue([for name, metric in { dead-letters-of-bus = "dead_letter_message_count", dead-letters-not-kept = "num_undelivered_messages", oldest-unacknowledged = "oldest_unacked_message_age", secret-expiry = "num_undelivered_messages", server-errors = "run.googleapis.com/request_count", unavailable = "uptime_check/check_passed", first-attempt-late = "select_slo_burn_rate" } : strcontains(google_monitoring_alert_policy.metric[name].conditions[0].condition_threshold[0].filter, metric)])
    error_message = "each on its metric"
  }

  assert {
    condition     = length(google_monitoring_alert_policy.metric["server-errors"].conditions[0].condition_threshold[0].denominator_aggregations) == 1
    error_message = "errors are counted in relation to requests"
  }
}

run "request_lines" {
  assert {
    condition = google_logging_project_exclusion.requests[0].filter == join(" AND ", [
      "resource.type=\"cloud_run_revision\"",
      "resource.labels.service_name=(\"event-forwarder\" OR \"stripe-webhook\" OR \"subscription-api\")",
      "log_id(\"run.googleapis.com/requests\")",
      "httpRequest.status<400",
    ])
    error_message = "of the functions' requests, and of nothing else, only those that failed have a line"
  }

  assert {
    condition     = google_logging_project_exclusion.requests[0].name == "webhooks-requests"
    error_message = "named as everything that no contract names"
  }
}

run "all_request_lines" {
  variables {
    request_logs = true
  }

  assert {
    condition     = length(google_logging_project_exclusion.requests) == 0
    error_message = "nothing is left out"
  }
}

run "lines_of_deliveries" {
  assert {
    condition     = google_logging_project_exclusion.delivered[0].filter == "resource.type=\"cloud_run_revision\" AND resource.labels.service_name=(\"event-forwarder\" OR \"stripe-webhook\" OR \"subscription-api\") AND jsonPayload.message=\"attempt\" AND jsonPayload.state=\"delivered\" AND sample(insertId, 0.9)"
    error_message = "nine of ten lines of what was delivered are left out, and no other"
  }

  assert {
    condition     = google_logging_project_exclusion.delivered[0].name == "webhooks-delivered"
    error_message = "named as everything that no contract names"
  }
}

run "most_lines_of_deliveries" {
  variables {
    delivered_log_share = 0.9
  }

  assert {
    condition     = endswith(google_logging_project_exclusion.delivered[0].filter, " AND sample(insertId, 0.1)")
    error_message = "a short number"
  }
}

run "no_lines_of_deliveries" {
  variables {
    delivered_log_share = 0
  }

  assert {
    condition     = endswith(google_logging_project_exclusion.delivered[0].filter, " AND jsonPayload.state=\"delivered\"")
    error_message = "all are left out"
  }
}

run "all_lines_of_deliveries" {
  variables {
    delivered_log_share = 1
  }

  assert {
    condition     = length(google_logging_project_exclusion.delivered) == 0
    error_message = "nothing is left out"
  }
}

run "objective" {
  assert {
    condition     = google_monitoring_slo.first_attempt.goal == 0.995 && google_monitoring_slo.first_attempt.windows_based_sli[0].metric_mean_in_range[0].range[0].max == 15 && strcontains(google_monitoring_slo.first_attempt.windows_based_sli[0].metric_mean_in_range[0].time_series, "event-forwarder-events")
    error_message = "99.5 % of minutes without an event that waits for 15 s"
  }
}

run "checks" {
  assert {
    condition     = { for name, check in google_monitoring_uptime_check_config.health : name => "${check.monitored_resource[0].labels.host}${check.http_check[0].path}" } == { stripe-webhook = "stripe-webhook-123456789012.us-central1.run.app/health", subscription-api = "subscription-api-123456789012.us-central1.run.app/health" }
    error_message = "what is open to the outside is looked at from outside"
  }
}

run "dashboard" {
  assert {
    condition     = length(jsondecode(google_monitoring_dashboard.this.dashboard_json).mosaicLayout.tiles) == length(local.charts) && alltrue([for tile in jsondecode(google_monitoring_dashboard.this.dashboard_json).mosaicLayout.tiles : tile.xPos + tile.width <= 48])
    error_message = "a tile for each chart, side by side"
  }
}
