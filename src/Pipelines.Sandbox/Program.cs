using Pipelines.Sandbox;

// Its work is for verifiers alone, which start it with limits: sql and compile answer one request after the other, run answers one and
// ends.
switch (args)
{
    case ["sql"]:
        var queries = new SqlQueries();
        Requests.Serve(queries.Answer);
        return 0;
    case ["compile"]:
        var compiler = new AnswerCompiler();
        Requests.Serve(compiler.Answer);
        return 0;
    case ["run"]:
        TestRun.Run();
        return 0;
    default:
        Console.Error.WriteLine("usage: Pipelines.Sandbox sql | compile | run");
        return 1;
}
