/** Up to four epochs, repeated data are worth about as much as new ones (Muennighoff et al. 2023). */
export const MANY_EPOCHS = 4;

export const repetitionAdvice =
  "beyond 4 epochs, repeated data are worth less and less; train on fewer tokens, give the corpus a smaller share, or enlarge it";
