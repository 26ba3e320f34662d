(assert_expression) @assert
