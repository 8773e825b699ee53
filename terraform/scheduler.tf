resource "google_cloud_scheduler_job" "sweep" {
  name             = "${var.prefix}-sweep"
  description      = "Wakes the lanes whose wake-up was lost."
  region           = var.region
  schedule         = "* * * * *"
  time_zone        = "Etc/UTC"
  attempt_deadline = "60s"

  # The next one comes within a minute.
  retry_config {
    retry_count = 0
  }

  http_target {
    http_method = "POST"
    uri         = "${local.forwarder_url}/sweep"

    oidc_token {
      service_account_email = local.emails["sweep"]
      audience              = local.forwarder_url
    }
  }

  depends_on = [google_service_account_iam_member.token_creator, google_cloud_run_v2_service_iam_member.caller]
}
