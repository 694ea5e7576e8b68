// The tests are a pipeline program too: one that they start, kill and start again, in a folder of its own.
using Pipelines.Runtime.Tests;

AppContext.SetData("Pipelines.ProjectDirectory", Environment.CurrentDirectory);
return args is [HeldTraining.Option, var step, .. var rest]
    ? await HeldTraining.RunAsync(step, rest)
    : await TinyPipeline.RunAsync(args);
