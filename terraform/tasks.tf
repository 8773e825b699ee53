resource "google_cloud_tasks_queue" "lanes" {
  count    = var.queue_shards
  name     = "${var.prefix}-lanes-${count.index}"
  location = var.region

  rate_limits {
    max_dispatches_per_second = 500
    max_concurrent_dispatches = 1000
  }

  # What fails for longer is left to the sweep.
  retry_config {
    max_attempts = 20
    min_backoff  = "1s"
    max_backoff  = "60s"
  }

  # Functions let go of one that is taken away before it goes; what it held is found by the sweep.
  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_project_service.this]
}
