(static_assert_declaration) @assert
