locals {
  new_key = var.kms_key != null && try(var.kms_key.name, null) == null
  kms_key = local.new_key ? google_kms_crypto_key.this[0].id : try(var.kms_key.name, null)

  encrypting_agents = var.kms_key == null ? [] : concat(
    ["artifactregistry", "cloudfunctions", "firestore", "pubsub", "run", "secretmanager"],
    local.builds ? ["storage"] : [],
  )
}

resource "google_kms_key_ring" "this" {
  count    = local.new_key ? 1 : 0
  name     = var.prefix
  location = var.region

  depends_on = [google_project_service.this]
}

resource "google_kms_crypto_key" "this" {
  #checkov:skip=CKV_GCP_82:prevent_destroy takes no variable; deletion_policy does the same, and deletion_protection turns it off
  count           = local.new_key ? 1 : 0
  name            = var.prefix
  key_ring        = google_kms_key_ring.this[0].id
  rotation_period = "7776000s"
  deletion_policy = local.deletion_policy
}

resource "google_kms_crypto_key_iam_member" "agents" {
  for_each      = toset(local.encrypting_agents)
  crypto_key_id = local.kms_key
  role          = "roles/cloudkms.cryptoKeyEncrypterDecrypter"
  member        = local.agents[each.key]
}
