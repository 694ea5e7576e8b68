return await FinetunePipeline.RunAsync(args);
