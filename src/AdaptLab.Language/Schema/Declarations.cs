namespace AdaptLab.Language.Schema;

public static class Declarations
{
    public static bool IsKeyword(string text) => text is "task" or "model" or "examples" or "documents" or "eval" or "strategy" or "compare";
}
