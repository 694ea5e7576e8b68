return await MoePipeline.RunAsync(args);
