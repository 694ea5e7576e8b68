// The tests are a pipeline program too: one that they start, kill and start again, in a folder of its own.
AppContext.SetData("Pipelines.ProjectDirectory", Environment.CurrentDirectory);
return await Pipelines.Runtime.Tests.TinyPipeline.RunAsync(args);
