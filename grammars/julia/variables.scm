(assignment . [(identifier) (open_tuple) (tuple_expression) (typed_expression) (field_expression)]) @variable
