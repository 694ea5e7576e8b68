return await HybridPipeline.RunAsync(args);
