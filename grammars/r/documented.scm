; Functions with a name of their own are definitions: those given to others need no documentation.
(binary_operator lhs: (_) operator: ["<-" "<<-" "="] rhs: (function_definition) @definition)
; roxygen2
((comment) @_documentation
  .
  (binary_operator operator: ["<-" "<<-" "="] rhs: (function_definition) @definition.documented)
  (#match? @_documentation "^#'"))
