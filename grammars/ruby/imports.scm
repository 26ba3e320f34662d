(call method: (identifier) @called (#any-of? @called "require" "require_relative" "autoload")) @import
