locals {
  charts = [
    { title = "Events published, per second", filter = "resource.type=\"pubsub_topic\" AND metric.type=\"pubsub.googleapis.com/topic/send_message_operation_count\"", aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = "resource.label.topic_id" },
    { title = "Oldest unacknowledged, s", filter = "${local.subscription}/oldest_unacked_message_age\"", aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", by = "resource.label.subscription_id" },
    { title = "Attempts by outcome, per second", filter = "resource.type=\"cloud_run_revision\" AND metric.type=\"logging.googleapis.com/user/${google_logging_metric.attempts.name}\"", aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = "metric.label.state" },
    { title = "Undelivered messages", filter = "${local.subscription}/num_undelivered_messages\"", aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", by = "resource.label.subscription_id" },
    { title = "Dead letters of Pub/Sub", filter = "${local.subscription}/dead_letter_message_count\"", aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", by = "resource.label.subscription_id" },
    { title = "Wake-ups waiting", filter = "resource.type=\"cloud_tasks_queue\" AND metric.type=\"cloudtasks.googleapis.com/queue/depth\"", aligner = "ALIGN_MAX", reducer = "REDUCE_MAX", by = "resource.label.queue_id" },
    { title = "Requests by class of answer, per second", filter = local.requests, aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = "metric.label.response_code_class" },
    { title = "Latency of functions, 99 %, ms", filter = replace(local.requests, "request_count", "request_latencies"), aligner = "ALIGN_PERCENTILE_99", reducer = "REDUCE_MAX", by = "resource.label.service_name" },
    { title = "Instances", filter = replace(local.requests, "request_count", "container/instance_count"), aligner = "ALIGN_MAX", reducer = "REDUCE_SUM", by = "resource.label.service_name" },
    { title = "Firestore writes, per second", filter = "resource.type=\"firestore.googleapis.com/Database\" AND metric.type=\"firestore.googleapis.com/document/write_ops_count\"", aligner = "ALIGN_RATE", reducer = "REDUCE_SUM", by = "metric.label.op" },
  ]
}

resource "google_monitoring_dashboard" "this" {
  dashboard_json = jsonencode({
    displayName = "Olympus Webhooks"
    mosaicLayout = {
      columns = 48
      tiles = [
        for index, chart in local.charts : {
          xPos   = index % 2 * 24
          yPos   = floor(index / 2) * 16
          width  = 24
          height = 16
          widget = {
            title = chart.title
            xyChart = {
              dataSets = [{
                plotType = "LINE"
                timeSeriesQuery = {
                  timeSeriesFilter = {
                    filter = chart.filter
                    aggregation = {
                      alignmentPeriod    = "60s"
                      perSeriesAligner   = chart.aligner
                      crossSeriesReducer = chart.reducer
                      groupByFields      = [chart.by]
                    }
                  }
                }
              }]
            }
          }
        }
      ]
    }
  })

  depends_on = [google_project_service.this]
}
