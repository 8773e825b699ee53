locals {
  # In the form of the Firebase CLI, so that the code's tests and its emulator can read the same file.
  firestore = jsondecode(file("${path.module}/firestore.indexes.json"))

  indexes = {
    for index in local.firestore.indexes :
    join("/", concat([index.collectionGroup], [for field in index.fields : "${field.fieldPath}:${try(field.order, field.arrayConfig)}"])) => index
  }

  fields = { for field in local.firestore.fieldOverrides : "${field.collectionGroup}/${field.fieldPath}" => field }

  backups = {
    for name, days in { daily = var.firestore.daily_backup_days, weekly = var.firestore.weekly_backup_weeks * 7 } : name => days if days > 0
  }
}

resource "google_firestore_database" "this" {
  name        = var.firestore.name
  location_id = coalesce(var.firestore.location, var.region)
  type        = "FIRESTORE_NATIVE"

  delete_protection_state           = var.deletion_protection ? "DELETE_PROTECTION_ENABLED" : "DELETE_PROTECTION_DISABLED"
  deletion_policy                   = local.deletion_policy
  point_in_time_recovery_enablement = var.firestore.point_in_time_recovery ? "POINT_IN_TIME_RECOVERY_ENABLED" : "POINT_IN_TIME_RECOVERY_DISABLED"

  dynamic "cmek_config" {
    for_each = var.kms_key != null ? [local.kms_key] : []
    content {
      kms_key_name = cmek_config.value
    }
  }

  depends_on = [google_project_service.this, google_kms_crypto_key_iam_member.agents]
}

resource "google_firestore_backup_schedule" "this" {
  for_each  = local.backups
  database  = google_firestore_database.this.name
  retention = "${each.value * 86400}s"

  dynamic "daily_recurrence" {
    for_each = each.key == "daily" ? [1] : []
    content {}
  }

  dynamic "weekly_recurrence" {
    for_each = each.key == "weekly" ? [1] : []
    content {
      day = "SUNDAY"
    }
  }
}

resource "google_firestore_index" "this" {
  for_each    = local.indexes
  database    = google_firestore_database.this.name
  collection  = each.value.collectionGroup
  query_scope = each.value.queryScope

  dynamic "fields" {
    for_each = each.value.fields
    content {
      field_path   = fields.value.fieldPath
      order        = try(fields.value.order, null)
      array_config = try(fields.value.arrayConfig, null)
    }
  }
}

resource "google_firestore_field" "this" {
  for_each   = local.fields
  database   = google_firestore_database.this.name
  collection = each.value.collectionGroup
  field      = each.value.fieldPath

  index_config {
    dynamic "indexes" {
      for_each = each.value.indexes
      content {
        order        = try(indexes.value.order, null)
        array_config = try(indexes.value.arrayConfig, null)
        query_scope  = indexes.value.queryScope
      }
    }
  }

  dynamic "ttl_config" {
    for_each = try(each.value.ttl, false) ? [1] : []
    content {}
  }
}
