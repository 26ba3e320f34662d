(call_expression
  function: (selector_expression operand: (identifier) @package field: (field_identifier) @called)
  (#eq? @package "fmt")
  (#match? @called "^Print")) @print
(call_expression function: (identifier) @called (#any-of? @called "print" "println")) @print
