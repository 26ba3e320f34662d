import { z } from "zod";

/** The members `min` and `max` of a filter, and which documents it is for. */
const filter = z
  .strictObject({
    min: z.number().optional(),
    max: z.number().optional(),
    languages: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe("Only documents in these languages, as Linguist names them (Python, C++)."),
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, "a filter needs min, max or both")
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, "min is above max");

/** The member `filters` of a corpus file. */
export const filtersSchema = z
  .record(z.string(), filter)
  .default({})
  .describe('Bounds on "quality" or on a signal; a document outside is dropped, with the reason kept.');
