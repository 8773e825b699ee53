provider "google" {
  project = var.project_id
  region  = var.region

  default_labels = local.labels
}

# The Budget API wants to know which project a person calls on behalf of.
provider "google" {
  alias   = "billing"
  project = var.project_id
  region  = var.region

  user_project_override = true
  billing_project       = var.project_id
}

locals {
  labels = merge({ app = "olympus-webhooks", managed-by = "terraform" }, var.labels)

  deletion_policy = var.deletion_protection ? "PREVENT" : "DELETE"

  apis = concat(
    [
      "artifactregistry", "cloudbuild", "cloudfunctions", "cloudresourcemanager", "cloudscheduler", "cloudtasks",
      "firestore", "iam", "logging", "monitoring", "pubsub", "run", "secretmanager", "storage",
    ],
    var.edge == "load_balancer" || var.egress != null ? ["compute"] : [],
    var.kms_key != null ? ["cloudkms"] : [],
    var.budget != null ? ["billingbudgets"] : [],
  )
}

resource "google_project_service" "this" {
  for_each = toset(local.apis)
  project  = var.project_id
  service  = "${each.key}.googleapis.com"

  # Others may use them in the same project.
  disable_on_destroy = false
}

data "google_project" "this" {
  # By way of the id, so that the first plan waits for the API and later ones do not.
  project_id = split("/", google_project_service.this["cloudresourcemanager"].id)[0]
}

locals {
  project_number = data.google_project.this.number

  # Accounts that Google makes for its own services in the project.
  agents = {
    for name, domain in {
      artifactregistry = "gcp-sa-artifactregistry"
      cloudfunctions   = "gcf-admin-robot"
      cloudscheduler   = "gcp-sa-cloudscheduler"
      cloudtasks       = "gcp-sa-cloudtasks"
      firestore        = "gcp-sa-firestore"
      pubsub           = "gcp-sa-pubsub"
      run              = "serverless-robot-prod"
      secretmanager    = "gcp-sa-secretmanager"
      storage          = "gs-project-accounts"
    } : name => "serviceAccount:service-${local.project_number}@${domain}.iam.gserviceaccount.com"
  }
}
