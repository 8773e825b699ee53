terraform {
  # 1.11 brings write-only arguments: no secret's value reaches plan or state.
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 7.45.0, < 8.0.0"
    }
  }
}
