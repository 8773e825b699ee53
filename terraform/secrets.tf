locals {
  jwt_keys_file = var.jwt.jwks_url == null

  secrets = concat(["keyset", "stripe-signing-secrets"], local.jwt_keys_file ? ["jwt-keys"] : [])

  # A directory for each: a volume holds one secret.
  secret_files = { for name in ["keyset", "stripe-signing-secrets", "jwt-keys"] : name => "/secrets/${name}/value" }

  # Ephemeral, as the variables are.
  initial_secrets = {
    keyset                 = var.keyset
    stripe-signing-secrets = var.stripe_signing_secrets
    jwt-keys               = var.jwt_keys
  }
}

resource "google_secret_manager_secret" "this" {
  for_each            = toset(local.secrets)
  secret_id           = "${var.prefix}-${each.key}"
  deletion_protection = var.deletion_protection
  # A version destroyed by mistake can be had back for a month.
  version_destroy_ttl = "2592000s"

  replication {
    dynamic "auto" {
      for_each = var.kms_key == null ? [1] : []
      content {}
    }

    # A key of one region cannot encrypt what is kept in all.
    dynamic "user_managed" {
      for_each = var.kms_key != null ? [local.kms_key] : []
      content {
        replicas {
          location = var.region
          customer_managed_encryption {
            kms_key_name = user_managed.value
          }
        }
      }
    }
  }

  dynamic "topics" {
    for_each = var.secret_rotation[*]
    content {
      name = "projects/${var.project_id}/topics/${google_pubsub_topic.this["secret-rotation"].name}"
    }
  }

  dynamic "rotation" {
    for_each = var.secret_rotation[*]
    content {
      next_rotation_time = rotation.value.first
      rotation_period    = "${rotation.value.days * 86400}s"
    }
  }

  lifecycle {
    # Functions let go of one that is taken away before it goes.
    create_before_destroy = true
    # Secret Manager moves it on.
    ignore_changes = [rotation[0].next_rotation_time]
  }

  depends_on = [google_project_service.this, google_kms_crypto_key_iam_member.agents, google_pubsub_topic_iam_member.publisher]
}

# Cloud Run refuses a revision that mounts a secret without a version, and Stripe gives its secret only for a URL that is there. So
# each secret has a first version: what the variable says, else a line break, which the code takes for "none yet". Later versions are
# added outside of Terraform, and as "latest" is mounted, they show up without a new revision.
resource "google_secret_manager_secret_version" "initial" {
  for_each               = google_secret_manager_secret.this
  secret                 = each.value.id
  secret_data_wo         = coalesce(local.initial_secrets[each.key], "\n")
  secret_data_wo_version = "1"

  lifecycle {
    create_before_destroy = true
    # Whoever disables it means it.
    ignore_changes = [enabled]
  }
}
