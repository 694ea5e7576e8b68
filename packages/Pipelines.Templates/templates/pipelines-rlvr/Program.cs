Puzzles.WriteWhereMissing();
return await RlvrPipeline.RunAsync(args);
