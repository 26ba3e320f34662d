[(text) (entity)] @visible
