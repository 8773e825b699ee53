# What makes functions of zips; nothing of it where all run from images.

locals {
  builds = length(setsubtract(local.names, keys(var.images))) > 0
}

resource "google_storage_bucket" "sources" {
  #checkov:skip=CKV_GCP_62:holds what mvn package made and nothing of a tenant; a bucket for its log would outlive it
  count    = local.builds ? 1 : 0
  name     = "${var.project_id}-${var.prefix}-sources"
  location = var.region

  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  # All of it can be built again.
  force_destroy = true

  versioning {
    enabled = true
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }
    condition {
      days_since_noncurrent_time = 30
    }
  }

  dynamic "encryption" {
    for_each = var.kms_key != null ? [local.kms_key] : []
    content {
      default_kms_key_name = encryption.value
    }
  }

  depends_on = [google_project_service.this, google_kms_crypto_key_iam_member.agents]
}

resource "google_artifact_registry_repository" "functions" {
  count         = local.builds ? 1 : 0
  repository_id = "${var.prefix}-functions"
  description   = "Images that Cloud Build makes of the functions' zips."
  location      = var.region
  format        = "DOCKER"
  kms_key_name  = local.kms_key

  # The revisions that a rollback may want keep their images.
  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"
    most_recent_versions {
      keep_count = 10
    }
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"
    condition {
      older_than = "7776000s"
    }
  }

  depends_on = [google_project_service.this, google_kms_crypto_key_iam_member.agents]
}
