return await QuantizePipeline.RunAsync(args);
