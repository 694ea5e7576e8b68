return await BlocksPipeline.RunAsync(args);
