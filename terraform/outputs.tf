locals {
  url = {
    for name in ["stripe-webhook", "subscription-api"] : name => (
      local.balanced ? "https://${local.domain}" : "https://${name}-${local.project_number}.${var.region}.run.app"
    )
  }

  add_version = "gcloud secrets versions add --project=${var.project_id} --data-file=-"

  # Every binding that this module makes.
  iam = concat(
    [for b in google_pubsub_topic_iam_member.publisher : [b.member, b.role, "topics/${b.topic}"]],
    [for b in google_pubsub_subscription_iam_member.dead_letter : [b.member, b.role, "subscriptions/${b.subscription}"]],
    [for b in google_cloud_tasks_queue_iam_member.enqueuer : [b.member, b.role, "queues/${b.name}"]],
    [for b in google_service_account_iam_member.act_as_wake : [b.member, b.role, b.service_account_id]],
    [for b in google_service_account_iam_member.token_creator : [b.member, b.role, b.service_account_id]],
    [for b in google_secret_manager_secret_iam_member.reader : [b.member, b.role, "secrets/${b.secret_id}"]],
    [for b in google_cloud_run_v2_service_iam_member.caller : [b.member, b.role, "services/${b.name}"]],
    [for b in google_cloud_run_v2_service_iam_member.public : [b.member, b.role, "services/${b.name}"]],
    [for b in google_storage_bucket_iam_member.build : [b.member, b.role, "buckets/${b.bucket}"]],
    [for b in google_artifact_registry_repository_iam_member.build : [b.member, b.role, "repositories/${b.repository}"]],
    [for b in google_kms_crypto_key_iam_member.agents : [b.member, b.role, b.crypto_key_id]],
    [for b in google_project_iam_member.firestore : [b.member, b.role, "project if ${b.condition[0].expression}"]],
    [for b in google_project_iam_member.build_sources : [b.member, b.role, "project if ${b.condition[0].expression}"]],
    [for b in google_project_iam_member.build_logs : [b.member, b.role, "project"]],
  )
}

output "stripe_endpoint" {
  description = "URL to enter in Stripe's dashboard."
  value       = "${local.url["stripe-webhook"]}/v1/webhooks/stripe"
}

output "store_stripe_secret" {
  description = "Command that stores Stripe's signing secret, which it reads from standard input."
  value       = "${local.add_version} ${google_secret_manager_secret.this["stripe-signing-secrets"].secret_id}"
}

output "store_keyset" {
  description = "Command that stores a keyset, which it reads from standard input."
  value       = "${local.add_version} ${google_secret_manager_secret.this["keyset"].secret_id}"
}

output "store_jwt_keys" {
  description = "Command that stores JWT keys, which it reads from standard input; null where they come from a URL."
  value       = local.jwt_keys_file ? "${local.add_version} ${google_secret_manager_secret.this["jwt-keys"].secret_id}" : null
}

output "api_url" {
  description = "Base URL of the subscription API."
  value       = local.url["subscription-api"]
}

output "topics" {
  description = "Topics; services inside publish to, and subscribe to, `events`."
  value       = { for name, topic in google_pubsub_topic.this : name => "projects/${var.project_id}/topics/${topic.name}" }
}

output "filters" {
  description = "Examples of filters for subscriptions of services inside."
  value = {
    one_type    = "attributes.type = \"order.created\""
    a_family    = "hasPrefix(attributes.type, \"order.\")"
    by_domain   = "attributes.domain = \"orders\""
    by_tenant   = "attributes.tenant_id = \"550e8400-e29b-41d4-a716-446655449100\""
    by_location = "attributes.location_id = \"550e8400-e29b-41d4-a716-446655449110\""
  }
}

output "egress_addresses" {
  description = "Addresses that webhooks come from, for subscribers to allow-list; empty where they are not fixed."
  value       = google_compute_address.egress[*].address
}

output "load_balancer_address" {
  description = "Address for the A record of the load balancer's domain; null without one."
  value       = one(google_compute_global_address.this[*].address)
}

output "service_accounts" {
  description = "Account of each function and caller; grant them what lies outside of this module."
  value       = local.emails
}

output "iam" {
  description = "Every binding made here: member, role, resource."
  value       = sort([for binding in local.iam : join(" ", binding)])
}
