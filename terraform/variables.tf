variable "project_id" {
  description = "Project that everything is made in. May be empty, with billing enabled."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id is 6 to 30 lower-case letters, digits and hyphens, and begins with a letter."
  }
}

variable "region" {
  description = "Region of functions, queues, topics' storage and, unless `firestore.location` says otherwise, the database."
  type        = string
  default     = "us-central1"

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]{1,2}$", var.region))
    error_message = "region is a region's name, such as us-central1 or europe-west3."
  }
}

variable "prefix" {
  description = "Begins the names of what no contract names: accounts, queues, secrets, buckets, load balancer."
  type        = string
  default     = "webhooks"

  validation {
    # An account's name takes 30 characters, of which the longest function's takes 16.
    condition     = can(regex("^[a-z][a-z0-9-]{1,11}[a-z0-9]$", var.prefix))
    error_message = "prefix is 3 to 13 lower-case letters, digits and hyphens, begins with a letter and ends without a hyphen."
  }
}

variable "labels" {
  description = "Labels on everything that takes labels, beside `app` and `managed-by`."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for key, value in var.labels : can(regex("^[a-z][a-z0-9_-]{0,62}$", key)) && can(regex("^[a-z0-9_-]{0,63}$", value))])
    error_message = "labels are lower-case letters, digits, hyphens and underscores, at most 63, and a key begins with a letter."
  }
}

variable "deletion_protection" {
  description = "Refuse to destroy what holds data or is known to others: database, topics, subscriptions, secrets, key, addresses of `load_balancer` and `egress`."
  type        = bool
  default     = true
  nullable    = false
}

# Functions

variable "sizes" {
  description = "Sizes of the functions. Cloud Run refuses more CPU (`cpu` times `max_instances`) than the project's quota, of a new project often 20 in a region. `timeout` is in seconds; the forwarder drains a lane for up to 300 s. `billing` is by `request` or, of an image, by `instance`: with `min_instances = 1` cheaper from six events a second on."
  type = object({
    stripe-webhook = optional(object({
      cpu           = optional(number, 1)
      memory        = optional(string, "512Mi")
      concurrency   = optional(number, 80)
      min_instances = optional(number, 0)
      max_instances = optional(number, 20)
      timeout       = optional(number, 30)
      billing       = optional(string, "request")
    }), {})
    event-forwarder = optional(object({
      cpu           = optional(number, 1)
      memory        = optional(string, "512Mi")
      concurrency   = optional(number, 40)
      min_instances = optional(number, 0)
      max_instances = optional(number, 20)
      timeout       = optional(number, 360)
      billing       = optional(string, "request")
    }), {})
    subscription-api = optional(object({
      cpu           = optional(number, 1)
      memory        = optional(string, "1Gi")
      concurrency   = optional(number, 40)
      min_instances = optional(number, 0)
      max_instances = optional(number, 20)
      timeout       = optional(number, 60)
      billing       = optional(string, "request")
    }), {})
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for size in var.sizes : contains([1, 2, 4, 8], size.cpu)])
    error_message = "sizes: cpu is 1, 2, 4 or 8; with less than a whole one an instance takes one request at a time."
  }

  validation {
    condition     = alltrue([for size in var.sizes : can(regex("^([0-9]{3,5}Mi|[0-9]{1,2}Gi)$", size.memory))])
    error_message = "sizes: memory is given as 512Mi or 1Gi."
  }

  validation {
    condition     = alltrue([for size in var.sizes : try(endswith(size.memory, "Gi") ? tonumber(trimsuffix(size.memory, "Gi")) >= { 1 = 0, 2 = 0, 4 = 2, 8 = 4 }[size.cpu] && tonumber(trimsuffix(size.memory, "Gi")) <= 4 * size.cpu : size.cpu <= 2, true)])
    error_message = "sizes: Cloud Run gives at most 4Gi for each CPU, and wants at least 2Gi with 4, 4Gi with 8."
  }

  validation {
    condition     = alltrue([for size in var.sizes : size.concurrency >= 1 && size.concurrency <= 1000])
    error_message = "sizes: concurrency is 1 to 1000."
  }

  validation {
    condition     = alltrue([for size in var.sizes : size.min_instances >= 0 && size.max_instances >= 1 && size.min_instances <= size.max_instances && size.max_instances <= 1000])
    error_message = "sizes: min_instances is at least 0, max_instances 1 to 1000 and not below it."
  }

  validation {
    condition     = alltrue([for size in var.sizes : size.timeout >= 10 && size.timeout <= 3600]) && var.sizes.event-forwarder.timeout >= 330
    error_message = "sizes: timeout is 10 to 3600 s, and at least 330 s for the forwarder, which drains a lane for 300 s."
  }

  validation {
    condition     = alltrue([for name, size in var.sizes : size.billing == "request" || (size.billing == "instance" && contains(keys(var.images), name))])
    error_message = "sizes: billing is \"request\", or \"instance\" where the function runs from one of images."
  }
}

variable "packages" {
  description = "Zip of each function, where it is not the one that `mvn package` leaves in `../functions/<name>/target/<name>.zip`."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.packages), ["stripe-webhook", "event-forwarder", "subscription-api"])) == 0
    error_message = "packages names functions: stripe-webhook, event-forwarder, subscription-api."
  }
}

variable "images" {
  description = "Container image of each function that is to run from an image, as a Cloud Run service, and not from its zip."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.images), ["stripe-webhook", "event-forwarder", "subscription-api"])) == 0
    error_message = "images names functions: stripe-webhook, event-forwarder, subscription-api."
  }

  validation {
    condition     = alltrue([for image in values(var.images) : can(regex("^[a-z0-9.-]+/[a-z0-9._/-]+(:[A-Za-z0-9._-]+|@sha256:[0-9a-f]{64})$", image))])
    error_message = "images are given with host, path, and a tag or digest."
  }
}

variable "stripe" {
  description = "`live_only` drops events of Stripe's test mode; `pass_through` publishes those without a name of ours as `stripe.<type>`."
  type = object({
    live_only    = optional(bool, true)
    pass_through = optional(bool, false)
  })
  default  = {}
  nullable = false
}

variable "jwt" {
  description = "How the API verifies tokens. Keys come from `jwks_url`, or as a file from secret `<prefix>-jwt-keys`, whose format `keys` tells: `jwks` (a JWK set) or `public_key` (PEM)."
  type = object({
    issuer     = string
    audience   = list(string)
    algorithms = optional(list(string), ["RS256"])
    jwks_url   = optional(string)
    keys       = optional(string)
  })
  nullable = false

  validation {
    condition     = var.jwt.issuer != "" && length(var.jwt.audience) > 0 && alltrue([for audience in var.jwt.audience : can(regex("^[^,]+$", audience))])
    error_message = "jwt: issuer and at least one audience are given; an audience holds no comma."
  }

  validation {
    condition     = length(var.jwt.algorithms) > 0 && alltrue([for name in var.jwt.algorithms : can(regex("^(RS|PS|ES)(256|384|512)$", name))])
    error_message = "jwt: algorithms are asymmetric ones: RS256 to RS512, PS256 to PS512, ES256 to ES512."
  }

  validation {
    condition     = (var.jwt.jwks_url == null) != (var.jwt.keys == null)
    error_message = "jwt: exactly one of jwks_url and keys is given."
  }

  validation {
    condition     = var.jwt.jwks_url == null || can(regex("^https://[^/@#]+(/[^@#]*)?$", var.jwt.jwks_url))
    error_message = "jwt: jwks_url is an https URL."
  }

  validation {
    condition     = var.jwt.keys == null || contains(["jwks", "public_key"], coalesce(var.jwt.keys, "-"))
    error_message = "jwt: keys is jwks or public_key."
  }
}

# Secrets

variable "keyset" {
  description = "Tink keyset (JSON) that subscribers' secrets are sealed with: `TF_VAR_keyset=\"$(./keyset)\"` at the first apply. Never kept in plan or state, and ignored once the secret is there."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "stripe_signing_secrets" {
  description = "Stripe's signing secrets between commas, if they are known at the first apply. Handled as `keyset`."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "jwt_keys" {
  description = "Content of secret `<prefix>-jwt-keys` at the first apply, where `jwt.keys` is given. Handled as `keyset`."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true
}

variable "secret_rotation" {
  description = "Reminds of rotating the secrets: every so many days from `first` (RFC 3339) on, by a message and an alert. Null for no reminder."
  type = object({
    first = string
    days  = optional(number, 90)
  })
  default = null

  validation {
    condition     = var.secret_rotation == null || can(formatdate("YYYY", var.secret_rotation.first))
    error_message = "secret_rotation: first is a time such as 2027-01-01T00:00:00Z."
  }

  validation {
    condition     = var.secret_rotation == null || try(var.secret_rotation.days >= 1 && var.secret_rotation.days <= 3650, false)
    error_message = "secret_rotation: days is 1 to 3650."
  }
}

variable "kms_key" {
  description = "Encrypt database, topics, secrets, sources and images with a key of one's own: `{}` makes one, `{ name = \"projects/…/cryptoKeys/…\" }` takes one of the same region. Null for Google's keys. Cannot be changed later."
  type = object({
    name = optional(string)
  })
  default = null

  validation {
    condition     = try(var.kms_key.name, null) == null || can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.kms_key.name))
    error_message = "kms_key: name is projects/P/locations/L/keyRings/R/cryptoKeys/K."
  }

  validation {
    condition     = try(var.kms_key.name, null) == null || try(split("/", var.kms_key.name)[3] == var.region, false)
    error_message = "kms_key: the key is in the region of the functions."
  }

  validation {
    condition     = var.kms_key == null || var.firestore.location == null || var.firestore.location == var.region
    error_message = "kms_key: a database elsewhere (firestore.location) needs a key of that place; with kms_key it is in the region."
  }
}

# Data

variable "firestore" {
  description = "Database: `name`, `location` (null: the region), how long daily and weekly backups are kept (0: none), and whether any moment of the last 7 days can be read back."
  type = object({
    name                   = optional(string, "webhooks")
    location               = optional(string)
    daily_backup_days      = optional(number, 7)
    weekly_backup_weeks    = optional(number, 14)
    point_in_time_recovery = optional(bool, true)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.firestore.name == "(default)" || can(regex("^[a-z][a-z0-9-]{2,61}[a-z0-9]$", var.firestore.name))
    error_message = "firestore: name is (default), or 4 to 63 lower-case letters, digits and hyphens."
  }

  validation {
    condition     = var.firestore.location == null || can(regex("^([a-z]+-[a-z]+[0-9]{1,2}|nam5|nam7|eur3)$", var.firestore.location))
    error_message = "firestore: location is a region or nam5, nam7, eur3."
  }

  validation {
    condition     = var.firestore.daily_backup_days >= 0 && var.firestore.daily_backup_days <= 7 && var.firestore.weekly_backup_weeks >= 0 && var.firestore.weekly_backup_weeks <= 14
    error_message = "firestore: daily backups are kept 0 to 7 days, weekly ones 0 to 14 weeks."
  }
}

variable "source_topics" {
  description = "Topics that are there already, of any project, whose messages are events too: `projects/P/topics/T`."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for topic in var.source_topics : can(regex("^projects/[a-z][a-z0-9-]{4,28}[a-z0-9]/topics/[A-Za-z][A-Za-z0-9._~+%-]{2,254}$", topic))])
    error_message = "source_topics are given as projects/P/topics/T."
  }

  validation {
    condition     = length(distinct(var.source_topics)) == length(var.source_topics)
    error_message = "source_topics names each topic once."
  }

  validation {
    condition     = alltrue([for topic in var.source_topics : !can(regex("^projects/${var.project_id}/topics/(events(-unrouted|-dead-letter|-dead-letter-backstop)?|secret-rotation)$", topic))])
    error_message = "source_topics are others' topics: those of this deployment are pushed already."
  }
}

variable "message_retention_days" {
  description = "For how long messages can be replayed after they were acknowledged. What is not acknowledged is kept for 31 days whatever this is."
  type        = number
  default     = 3
  nullable    = false

  validation {
    condition     = var.message_retention_days >= 1 && var.message_retention_days <= 31
    error_message = "message_retention_days is 1 to 31."
  }
}

variable "queue_shards" {
  description = "Queues of wake-ups; each takes 500 a second. A queue that is taken away cannot be made again for three days."
  type        = number
  default     = 1
  nullable    = false

  validation {
    condition     = var.queue_shards >= 1 && var.queue_shards <= 32 && floor(var.queue_shards) == var.queue_shards
    error_message = "queue_shards is a whole number from 1 to 32."
  }
}

# Network

variable "edge" {
  description = "`direct`: callers reach the functions' own URLs, at no fixed cost. `load_balancer`: only by one HTTPS load balancer with Cloud Armor."
  type        = string
  default     = "direct"
  nullable    = false

  validation {
    condition     = contains(["direct", "load_balancer"], var.edge)
    error_message = "edge is direct or load_balancer."
  }
}

variable "load_balancer" {
  description = "Domain of the load balancer, and what Cloud Armor lets through to the API from one address. Stripe's path is not limited. `keep_urls` leaves the functions' own URLs open beside it, while callers move from one to the other."
  type = object({
    domain              = string
    requests_per_minute = optional(number, 600)
    max_body_bytes      = optional(number, 1048576)
    keep_urls           = optional(bool, false)
  })
  default = null

  validation {
    condition     = (var.edge == "load_balancer") == (var.load_balancer != null)
    error_message = "load_balancer is given where edge is load_balancer, and only there."
  }

  validation {
    condition     = var.load_balancer == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]{2,}$", var.load_balancer.domain))
    error_message = "load_balancer: domain is a host name such as webhooks.example.com."
  }

  validation {
    condition     = var.load_balancer == null || try(var.load_balancer.requests_per_minute >= 1 && var.load_balancer.requests_per_minute <= 10000, false)
    error_message = "load_balancer: requests_per_minute is 1 to 10000."
  }

  validation {
    # The API takes events of 256 KiB.
    condition     = var.load_balancer == null || try(var.load_balancer.max_body_bytes >= 262144, false)
    error_message = "load_balancer: max_body_bytes is at least 262144."
  }
}

variable "egress" {
  description = "Fixed addresses that webhooks are sent from, for subscribers to allow-list. Null for Google's changing ones."
  type = object({
    addresses = optional(number, 2)
    cidr      = optional(string, "10.8.0.0/24")
  })
  default = null

  validation {
    condition     = var.egress == null || try(var.egress.addresses >= 1 && var.egress.addresses <= 16, false)
    error_message = "egress: addresses is 1 to 16."
  }

  validation {
    condition     = var.egress == null || try(can(cidrhost(var.egress.cidr, 0)) && tonumber(split("/", var.egress.cidr)[1]) <= 26, false)
    error_message = "egress: cidr is an IPv4 range of at least 64 addresses (/26)."
  }

  validation {
    # Cloud Run keeps two for each instance, so that revisions can take turns; four are Google's own.
    condition     = var.egress == null || try(pow(2, 32 - tonumber(split("/", var.egress.cidr)[1])) - 4 >= 2 * (var.sizes.event-forwarder.max_instances + var.sizes.subscription-api.max_instances), false)
    error_message = "egress: cidr has two addresses for each of the max_instances of event-forwarder and subscription-api."
  }
}

variable "own_hosts" {
  description = "Further names, addresses and blocks of addresses that lead to these functions, such as a proxy before them: no webhook may go there. The functions' own URLs, the load balancer's domain and address and the fixed addresses of `egress` are known."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for host in var.own_hosts : can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*$", host)) || can(cidrhost(host, 0)) || can(cidrhost("${host}/32", 0)) || can(cidrhost("${host}/128", 0))])
    error_message = "own_hosts are names such as hooks.example.com, addresses and blocks of addresses."
  }
}

# Watching

variable "alerts" {
  description = "Who is told: `emails`, of which channels are made, and `channels` that are there (`projects/P/notificationChannels/N`)."
  type = object({
    emails   = optional(list(string), [])
    channels = optional(list(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for email in var.alerts.emails : can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", email))])
    error_message = "alerts: emails are addresses."
  }

  validation {
    condition     = alltrue([for channel in var.alerts.channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", channel))])
    error_message = "alerts: channels are given as projects/P/notificationChannels/N."
  }
}

variable "request_logs" {
  description = "Keep also the line that Cloud Run itself writes for each request that went well: half of what logs cost. The functions tell of their work in lines of their own."
  type        = bool
  default     = false
  nullable    = false
}

variable "delivered_log_share" {
  description = "Which share of the lines of attempts that delivered at once or later is kept in the log. All that such a line tells stands in the event's record too; metrics count every line, and of what failed each is kept."
  type        = number
  default     = 0.1
  nullable    = false

  validation {
    condition     = var.delivered_log_share >= 0 && var.delivered_log_share <= 1
    error_message = "delivered_log_share is between 0 and 1."
  }
}

variable "slo" {
  description = "Objective: in this share of the minutes of 28 days, no accepted event has waited longer than `seconds` for its first attempt."
  type = object({
    goal    = optional(number, 0.995)
    seconds = optional(number, 15)
  })
  default  = {}
  nullable = false

  validation {
    # More is refused by Google.
    condition     = var.slo.goal > 0 && var.slo.goal <= 0.9999
    error_message = "slo: goal is more than 0 and at most 0.9999."
  }

  validation {
    condition     = var.slo.seconds >= 1 && var.slo.seconds <= 3600
    error_message = "slo: seconds is 1 to 3600."
  }
}

variable "budget" {
  description = "Tells of spending: at half, 90 % and all of `amount` a month, in the currency of the billing account. Null for no budget."
  type = object({
    billing_account = string
    amount          = number
  })
  default = null

  validation {
    condition     = var.budget == null || can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.budget.billing_account))
    error_message = "budget: billing_account is given as 012345-6789AB-CDEF01."
  }

  validation {
    condition     = var.budget == null || try(var.budget.amount >= 1 && floor(var.budget.amount) == var.budget.amount, false)
    error_message = "budget: amount is a whole number, at least 1."
  }
}
