(binary_operator
  operator: ["<-" "<<-" "="]
  rhs: [(identifier) (string) (integer) (float) (true) (false) (null) (na)]) @plain
(call
  function: (identifier) @_called
  arguments: (arguments . "(" . (argument value: [(identifier) (string) (integer) (float) (true) (false) (null) (na)]) . ")")
  (#eq? @_called "return")) @plain
