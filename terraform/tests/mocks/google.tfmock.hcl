# What the tests must be able to tell; everything else that is computed is a random text.

mock_data "google_project" {
  defaults = {
    number = "123456789012"
  }
}

mock_resource "google_project_service" {
  defaults = {
    id = "olympus-test/cloudresourcemanager.googleapis.com"
  }
}

mock_resource "google_compute_address" {
  defaults = {
    address   = "203.0.113.7"
    self_link = "https://www.googleapis.com/compute/v1/projects/olympus-test/regions/us-central1/addresses/egress"
  }
}

mock_resource "google_compute_global_address" {
  defaults = {
    address = "203.0.113.80"
  }
}

mock_resource "google_kms_crypto_key" {
  defaults = {
    id = "projects/olympus-test/locations/us-central1/keyRings/webhooks/cryptoKeys/webhooks"
  }
}

mock_resource "google_monitoring_notification_channel" {
  defaults = {
    id = "projects/olympus-test/notificationChannels/1"
  }
}
