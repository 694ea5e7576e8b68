using Pipelines.Cli;

return await new Tool(Console.Out, Console.Error).RunAsync(args);
