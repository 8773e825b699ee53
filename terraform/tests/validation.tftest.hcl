# Each rule of a variable, broken: in one run as many as do not look at each other, each variable once.

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

run "broken_1" {
  command = plan

  variables {
    # project id in capitals
    project_id = "Olympus"
    # region is a zone
    region = "us-central1-a"
    # prefix too long
    prefix = "webhooks-of-ours"
    # label in capitals
    labels = { Team = "till" }
    # part of a cpu
    sizes = { stripe-webhook = { cpu = 0.5 } }
    # more lines than there are
    delivered_log_share = 1.1
    # package of nothing
    packages = { event-stream = "x.zip" }
    # jwt without audience
    jwt = { issuer = "https://id.example.com/", audience = [], keys = "jwks" }
    # rotation without a time
    secret_rotation = { first = "soon" }
    # database with a bad name
    firestore = { name = "DB" }
    # messages kept too long
    message_retention_days = 32
    # no queue
    queue_shards = 0
    # edge of another kind
    edge = "cdn"
    # email is none
    alerts = { emails = ["ops"] }
    # objective of everything
    slo = { goal = 0.99995 }
    # budget of no account
    budget = { billing_account = "mine", amount = 50 }
    # own host with a scheme
    own_hosts = ["https://hooks.example.com"]
  }

  expect_failures = [var.project_id, var.region, var.prefix, var.labels, var.sizes, var.delivered_log_share, var.packages, var.jwt, var.secret_rotation, var.firestore, var.message_retention_days, var.queue_shards, var.edge, var.alerts, var.slo, var.budget, var.own_hosts]
}

run "broken_2" {
  command = plan

  variables {
    # project id too short
    project_id = "abc"
    # prefix ends with a hyphen
    prefix = "hooks-"
    # label value with spaces
    labels = { team = "the till" }
    # memory without unit
    sizes = { stripe-webhook = { memory = "512" } }
    # jwt audience with a comma
    jwt = { issuer = "https://id.example.com/", audience = ["a,b"], keys = "jwks" }
    # rotation every 0 days
    secret_rotation = { first = "2030-01-01T00:00:00Z", days = 0 }
    # key by its short name
    kms_key = { name = "webhooks" }
    # half a queue
    queue_shards = 1.5
    # balancer without domain
    edge = "load_balancer"
    # channel by its short name
    alerts = { channels = ["7"] }
    # objective of no time
    slo = { seconds = 0 }
    # budget of cents
    budget = { billing_account = "012345-6789AB-CDEF01", amount = 0.5 }
    # own host of one label
    own_hosts = ["hooks"]
  }

  expect_failures = [var.project_id, var.prefix, var.labels, var.sizes, var.jwt, var.secret_rotation, var.kms_key, var.queue_shards, var.load_balancer, var.alerts, var.slo, var.budget, var.own_hosts]
}

run "broken_3" {
  command = plan

  variables {
    # more memory than one cpu may have
    sizes = { subscription-api = { memory = "8Gi" } }
    # jwt without issuer
    jwt = { issuer = "", audience = ["webhooks"], keys = "jwks" }
    # key of another region
    kms_key = { name = "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k" }
    # source topic by its short name
    source_topics = ["orders"]
    # domain without balancer
    load_balancer = { domain = "webhooks.example.com" }
  }

  expect_failures = [var.sizes, var.jwt, var.kms_key, var.source_topics, var.load_balancer]
}

run "broken_4" {
  command = plan

  variables {
    # less memory than four cpus want
    sizes = { subscription-api = { cpu = 4, memory = "512Mi" } }
    # jwt with a shared secret
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"], algorithms = ["HS256"], keys = "jwks" }
    # key of one region for a database of several
    kms_key   = {}
    firestore = { location = "nam5" }
    # source topic twice
    source_topics = ["projects/olympus-core/topics/orders", "projects/olympus-core/topics/orders"]
    # domain is a url
    edge          = "load_balancer"
    load_balancer = { domain = "https://webhooks.example.com" }
  }

  expect_failures = [var.sizes, var.jwt, var.kms_key, var.source_topics, var.load_balancer]
}

run "broken_5" {
  command = plan

  variables {
    # concurrency of none
    sizes = { stripe-webhook = { concurrency = 0 } }
    # jwt without algorithm
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"], algorithms = [], keys = "jwks" }
    # database nowhere
    firestore = { location = "moon" }
    # source topic of our own
    source_topics = ["projects/olympus-test/topics/events"]
    # rate of none
    edge          = "load_balancer"
    load_balancer = { domain = "webhooks.example.com", requests_per_minute = 0 }
  }

  expect_failures = [var.sizes, var.jwt, var.firestore, var.source_topics, var.load_balancer]
}

run "broken_6" {
  command = plan

  variables {
    # concurrency above the most
    sizes = { stripe-webhook = { concurrency = 1001 } }
    # jwt without keys
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"] }
    # backups kept too long
    firestore = { weekly_backup_weeks = 15 }
    # bodies smaller than an event
    edge          = "load_balancer"
    load_balancer = { domain = "webhooks.example.com", max_body_bytes = 1000 }
  }

  expect_failures = [var.sizes, var.jwt, var.firestore, var.load_balancer]
}

run "broken_7" {
  command = plan

  variables {
    # fewest above most instances
    sizes = { subscription-api = { min_instances = 5, max_instances = 4 } }
    # jwt with keys twice
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"], keys = "jwks", jwks_url = "https://id.example.com/keys" }
  }

  expect_failures = [var.sizes, var.jwt]
}

run "broken_8" {
  command = plan

  variables {
    # billing by instance of a zip
    sizes = { event-forwarder = { billing = "instance" } }
    # jwt keys in the clear
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"], jwks_url = "http://id.example.com/keys" }
  }

  expect_failures = [var.sizes, var.jwt]
}

run "broken_9" {
  command = plan

  variables {
    # billing by the hour
    images = { event-forwarder = "images.example.com/webhooks/event-forwarder:1" }
    sizes  = { event-forwarder = { billing = "hour" } }
    # jwt keys of another kind
    jwt = { issuer = "https://id.example.com/", audience = ["webhooks"], keys = "x509" }
  }

  expect_failures = [var.sizes, var.jwt]
}

run "broken_10" {
  command = plan

  variables {
    # no instance
    sizes = { subscription-api = { max_instances = 0 } }
  }

  expect_failures = [var.sizes]
}

run "broken_11" {
  command = plan

  variables {
    # timeout above the most
    sizes = { subscription-api = { timeout = 3601 } }
  }

  expect_failures = [var.sizes]
}

run "broken_12" {
  command = plan

  variables {
    # forwarder stops in a drain
    sizes = { event-forwarder = { timeout = 300 } }
  }

  expect_failures = [var.sizes]
}

run "broken_13" {
  command = plan

  variables {
    # image of nothing
    images = { event-stream = "host.example/a/b:1" }
  }

  expect_failures = [var.images]
}

run "broken_14" {
  command = plan

  variables {
    # image without tag
    images = { event-forwarder = "host.example/a/b" }
  }

  expect_failures = [var.images]
}

run "broken_15" {
  command = plan

  variables {
    # egress without address
    egress = { addresses = 0 }
  }

  expect_failures = [var.egress]
}

run "broken_16" {
  command = plan

  variables {
    # egress range too small
    egress = { cidr = "10.8.0.0/28" }
  }

  expect_failures = [var.egress]
}

run "broken_17" {
  command = plan

  variables {
    # egress range for fewer instances
    egress = { cidr = "10.8.0.0/26" }
  }

  expect_failures = [var.egress]
}

run "broken_18" {
  command = plan

  variables {
    # egress range is none
    egress = { cidr = "10.8.0.0" }
  }

  expect_failures = [var.egress]
}
