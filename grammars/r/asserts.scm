(call function: (identifier) @called (#match? @called "^(stopifnot$|expect_|assert)")) @assert
(call
  function: (namespace_operator rhs: (identifier) @called)
  (#match? @called "^(expect_|assert)")) @assert
