return await QuickstartPipeline.RunAsync(args);
