return await AssistantPipeline.RunAsync(args);
