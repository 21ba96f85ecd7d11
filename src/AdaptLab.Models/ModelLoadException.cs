namespace AdaptLab.Models;

/// <summary>A model, tokenizer, adapter or native library cannot be used; the message says what, where and how to mend it.</summary>
public sealed class ModelLoadException : Exception
{
    public ModelLoadException(string message) : base(message) { }

    public ModelLoadException(string message, Exception inner) : base(message, inner) { }
}
