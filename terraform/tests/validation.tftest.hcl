# Each rule of a variable, broken.

mock_provider "google" {
  source = "./tests/mocks"
}

mock_provider "google" {
  alias  = "billing"
  source = "./tests/mocks"
}

variables {
  project_id = "olympus-test"
  jwt        = { issuer = "https://id.example.com/", audience = ["webhooks"], jwks_url = "https://id.example.com/keys" }
  packages = {
    stripe-webhook   = "./tests/fixtures/function.zip"
    event-forwarder  = "./tests/fixtures/function.zip"
    subscription-api = "./tests/fixtures/function.zip"
  }
  # Terraform's tests want ephemeral variables set; empty is as good as not given.
  keyset                 = ""
  stripe_signing_secrets = ""
  jwt_keys               = ""
}

run "project_id_in_capitals" {
  command = plan

  variables {
    project_id = "Olympus"
  }

  expect_failures = [var.project_id]
}

run "project_id_too_short" {
  command = plan

  variables {
    project_id = "abc"
  }

  expect_failures = [var.project_id]
}

run "region_is_a_zone" {
  command = plan

  variables {
    region = "us-central1-a"
  }

  expect_failures = [var.region]
}

run "prefix_too_long" {
  command = plan

  variables {
    prefix = "webhooks-of-ours"
  }

  expect_failures = [var.prefix]
}

run "prefix_ends_with_a_hyphen" {
  command = plan

  variables {
    prefix = "hooks-"
  }

  expect_failures = [var.prefix]
}

run "label_in_capitals" {
  command = plan

  variables {
    labels = { Team = "till" }
  }

  expect_failures = [var.labels]
}

run "label_value_with_spaces" {
  command = plan

  variables {
    labels = { team = "the till" }
  }

  expect_failures = [var.labels]
}

run "part_of_a_cpu" {
  command = plan

  variables {
    sizes = { stripe-webhook = { cpu = 0.5 } }
  }

  expect_failures = [var.sizes]
}

run "memory_without_unit" {
  command = plan

  variables {
    sizes = { stripe-webhook = { memory = "512" } }
  }

  expect_failures = [var.sizes]
}

run "more_memory_than_one_cpu_may_have" {
  command = plan

  variables {
    sizes = { subscription-api = { memory = "8Gi" } }
  }

  expect_failures = [var.sizes]
}

run "less_memory_than_four_cpus_want" {
  command = plan

  variables {
    sizes = { subscription-api = { cpu = 4, memory = "512Mi" } }
  }

  expect_failures = [var.sizes]
}

run "concurrency_of_none" {
  command = plan

  variables {
    sizes = { stripe-webhook = { concurrency = 0 } }
  }

  expect_failures = [var.sizes]
}

run "concurrency_above_the_most" {
  command = plan

  variables {
    sizes = { stripe-webhook = { concurrency = 1001 } }
  }

  expect_failures = [var.sizes]
}

run "fewest_above_most_instances" {
  command = plan

  variables {
    sizes = { subscription-api = { min_instances = 5, max_instances = 4 } }
  }

  expect_failures = [var.sizes]
}

run "billing_by_instance_of_a_zip" {
  command = plan

  variables {
    sizes = { event-forwarder = { billing = "instance" } }
  }

  expect_failures = [var.sizes]
}

run "billing_by_the_hour" {
  command = plan

  variables {
    images = { event-forwarder = "images.example.com/webhooks/event-forwarder:1" }
    sizes  = { event-forwarder = { billing = "hour" } }
  }

  expect_failures = [var.sizes]
}

run "more_lines_than_there_are" {
  command = plan

  variables {
    delivered_log_share = 1.1
  }

  expect_failures = [var.delivered_log_share]
}

run "no_instance" {
  command = plan

  variables {
    sizes = { subscription-api = { max_instances = 0 } }
  }

  expect_failures = [var.sizes]
}

run "timeout_above_the_most" {
  command = plan

  variables {
    sizes = { subscription-api = { timeout = 3601 } }
  }

  expect_failures = [var.sizes]
}

run "forwarder_stops_in_a_drain" {
  command = plan

  variables {
    sizes = { event-forwarder = { timeout = 300 } }
  }

  expect_failures = [var.sizes]
}

run "package_of_nothing" {
  command = plan

  variables {
    packages = { event-stream = "x.zip" }
  }

  expect_failures = [var.packages]
}

run "image_of_nothing" {
  command = plan

  variables {
    images = { event-stream = "host.example/a/b:1" }
  }

  expect_failures = [var.images]
}

run "image_without_tag" {
  command = plan

  variables {
    images = { event-forwarder = "host.example/a/b" }
  }

  expect_failures = [var.images]
}

run "jwt_without_audience" {
  command = plan

  variables {
    jwt = { issuer = "https://id.example.com/", audience = [], keys = "jwks" }
  }

  expect_failures = [var.jwt]
}

run "jwt_audience_with_a_comma" {
  command = plan

  variables {
    jwt = { issuer = "https://id.example.com/", audience = ["a,b"], keys = "jwks" }
  }

  expect_failures = [var.jwt]
}

run "jwt_without_issuer" {
  command = plan

  variables {
    jwt = { issuer = "", audience = ["webhooks"], keys = "jwks" }
  }

  expect_failures = [var.jwt]
}

run "jwt_with_a_shared_secret" {
  command = plan

  variables {
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"], algorithms = ["HS256"], keys = "jwks" }
  }

  expect_failures = [var.jwt]
}

run "jwt_without_algorithm" {
  command = plan

  variables {
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"], algorithms = [], keys = "jwks" }
  }

  expect_failures = [var.jwt]
}

run "jwt_without_keys" {
  command = plan

  variables {
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"] }
  }

  expect_failures = [var.jwt]
}

run "jwt_with_keys_twice" {
  command = plan

  variables {
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"], keys = "jwks", jwks_url = "https://id.example.com/keys" }
  }

  expect_failures = [var.jwt]
}

run "jwt_keys_in_the_clear" {
  command = plan

  variables {
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"], jwks_url = "http://id.example.com/keys" }
  }

  expect_failures = [var.jwt]
}

run "jwt_keys_of_another_kind" {
  command = plan

  variables {
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"], keys = "x509" }
  }

  expect_failures = [var.jwt]
}

run "rotation_without_a_time" {
  command = plan

  variables {
    secret_rotation = { first = "soon" }
  }

  expect_failures = [var.secret_rotation]
}

run "rotation_every_0_days" {
  command = plan

  variables {
    secret_rotation = { first = "2030-01-01T00:00:00Z", days = 0 }
  }

  expect_failures = [var.secret_rotation]
}

run "key_by_its_short_name" {
  command = plan

  variables {
    kms_key = { name = "webhooks" }
  }

  expect_failures = [var.kms_key]
}

run "key_of_another_region" {
  command = plan

  variables {
    kms_key = { name = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k" }
  }

  expect_failures = [var.kms_key]
}

run "key_of_one_region_for_a_database_of_several" {
  command = plan

  variables {
    kms_key   = {}
    firestore = { location = "nam5" }
  }

  expect_failures = [var.kms_key]
}

run "database_with_a_bad_name" {
  command = plan

  variables {
    firestore = { name = "DB" }
  }

  expect_failures = [var.firestore]
}

run "database_nowhere" {
  command = plan

  variables {
    firestore = { location = "moon" }
  }

  expect_failures = [var.firestore]
}

run "backups_kept_too_long" {
  command = plan

  variables {
    firestore = { weekly_backup_weeks = 15 }
  }

  expect_failures = [var.firestore]
}

run "source_topic_by_its_short_name" {
  command = plan

  variables {
    source_topics = ["orders"]
  }

  expect_failures = [var.source_topics]
}

run "source_topic_twice" {
  command = plan

  variables {
    source_topics = ["projects/olympus-core/topics/orders", "projects/olympus-core/topics/orders"]
  }

  expect_failures = [var.source_topics]
}

run "source_topic_of_our_own" {
  command = plan

  variables {
    source_topics = ["projects/olympus-test/topics/events"]
  }

  expect_failures = [var.source_topics]
}

run "messages_kept_too_long" {
  command = plan

  variables {
    message_retention_days = 32
  }

  expect_failures = [var.message_retention_days]
}

run "no_queue" {
  command = plan

  variables {
    queue_shards = 0
  }

  expect_failures = [var.queue_shards]
}

run "half_a_queue" {
  command = plan

  variables {
    queue_shards = 1.5
  }

  expect_failures = [var.queue_shards]
}

run "edge_of_another_kind" {
  command = plan

  variables {
    edge = "cdn"
  }

  expect_failures = [var.edge]
}

run "balancer_without_domain" {
  command = plan

  variables {
    edge = "load_balancer"
  }

  expect_failures = [var.load_balancer]
}

run "domain_without_balancer" {
  command = plan

  variables {
    load_balancer = { domain = "webhooks.example.com" }
  }

  expect_failures = [var.load_balancer]
}

run "domain_is_a_url" {
  command = plan

  variables {
    edge          = "load_balancer"
    load_balancer = { domain = "https://webhooks.example.com" }
  }

  expect_failures = [var.load_balancer]
}

run "rate_of_none" {
  command = plan

  variables {
    edge          = "load_balancer"
    load_balancer = { domain = "webhooks.example.com", requests_per_minute = 0 }
  }

  expect_failures = [var.load_balancer]
}

run "bodies_smaller_than_an_event" {
  command = plan

  variables {
    edge          = "load_balancer"
    load_balancer = { domain = "webhooks.example.com", max_body_bytes = 1000 }
  }

  expect_failures = [var.load_balancer]
}

run "egress_without_address" {
  command = plan

  variables {
    egress = { addresses = 0 }
  }

  expect_failures = [var.egress]
}

run "egress_range_too_small" {
  command = plan

  variables {
    egress = { cidr = "10.8.0.0/28" }
  }

  expect_failures = [var.egress]
}

run "egress_range_for_fewer_instances" {
  command = plan

  variables {
    egress = { cidr = "10.8.0.0/26" }
  }

  expect_failures = [var.egress]
}

run "egress_range_is_none" {
  command = plan

  variables {
    egress = { cidr = "10.8.0.0" }
  }

  expect_failures = [var.egress]
}

run "email_is_none" {
  command = plan

  variables {
    alerts = { emails = ["ops"] }
  }

  expect_failures = [var.alerts]
}

run "channel_by_its_short_name" {
  command = plan

  variables {
    alerts = { channels = ["7"] }
  }

  expect_failures = [var.alerts]
}

run "objective_of_everything" {
  command = plan

  variables {
    slo = { goal = 1 }
  }

  expect_failures = [var.slo]
}

run "objective_of_no_time" {
  command = plan

  variables {
    slo = { seconds = 0 }
  }

  expect_failures = [var.slo]
}

run "budget_of_no_account" {
  command = plan

  variables {
    budget = { billing_account = "mine", amount = 50 }
  }

  expect_failures = [var.budget]
}

run "budget_of_cents" {
  command = plan

  variables {
    budget = { billing_account = "012345-6789AB-CDEF01", amount = 0.5 }
  }

  expect_failures = [var.budget]
}

run "own_host_with_a_scheme" {
  command = plan

  variables {
    own_hosts = ["https://hooks.example.com"]
  }

  expect_failures = [var.own_hosts]
}

run "own_host_of_one_label" {
  command = plan

  variables {
    own_hosts = ["hooks"]
  }

  expect_failures = [var.own_hosts]
}
