using System.CommandLine;

return await new RootCommand("Models without a project: import, export, show and run them.").Parse(args).InvokeAsync();
