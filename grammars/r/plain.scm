(binary_operator
  operator: ["<-" "<<-" "="]
  rhs: [(identifier) (string) (integer) (float) (true) (false) (null) (na)]) @plain
(call
  function: (identifier) @called
  arguments: (arguments . "(" . (argument value: [(identifier) (string) (integer) (float) (true) (false) (null) (na)]) . ")")
  (#eq? @called "return")) @plain
