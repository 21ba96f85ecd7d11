using System.Collections;
using System.Globalization;
using System.Linq.Expressions;
using System.Text.Json.Nodes;
using Microsoft.Extensions.VectorData.ProviderServices;
using Microsoft.Extensions.VectorData.ProviderServices.Filter;

namespace AdaptLab.Retrieval.Qdrant;

/// <summary>A filter as Qdrant writes it: comparisons of a property with a value, `Contains`, and what `and`, `or` and `not` make of them.</summary>
internal sealed class QdrantFilter : FilterTranslatorBase
{
    /// <exception cref="NotSupportedException">The server cannot be asked this.</exception>
    public static JsonObject Of(LambdaExpression filter, CollectionModel model)
    {
        var translator = new QdrantFilter();
        var body = translator.PreprocessFilter(filter, model, new FilterPreprocessingOptions());
        return translator.AsFilter(translator.Condition(body));
    }

    private JsonObject Condition(Expression expression) => expression switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso } and => All("must", [Condition(and.Left), Condition(and.Right)]),
        BinaryExpression { NodeType: ExpressionType.OrElse } or => All("should", [Condition(or.Left), Condition(or.Right)]),
        UnaryExpression { NodeType: ExpressionType.Not } not => All("must_not", [Condition(not.Operand)]),
        ConstantExpression { Value: true } => new JsonObject(),
        ConstantExpression { Value: false } => All("must_not", [new JsonObject()]),
        BinaryExpression comparison when TryBindProperty(comparison.Left, out var left) => Comparison(left, comparison.NodeType, Value(comparison.Right), expression),
        BinaryExpression comparison when TryBindProperty(comparison.Right, out var right) => Comparison(right, Mirrored(comparison.NodeType), Value(comparison.Left), expression),
        MethodCallExpression call when TryMatchContains(call, out var source, out var item) && TryBindProperty(item, out var property) => Any(property, (IEnumerable)Value(source)!, expression),
        _ when expression.Type == typeof(bool) && TryBindProperty(expression, out var flag) => Match(flag, new JsonObject { ["value"] = true }),
        _ => throw Unsupported(expression),
    };

    private static JsonObject Comparison(PropertyModel property, ExpressionType comparison, object? value, Expression expression) => (comparison, value) switch
    {
        // What is null is left out of the payload.
        (ExpressionType.Equal, null) => new JsonObject { ["is_empty"] = new JsonObject { ["key"] = property.StorageName } },
        (ExpressionType.NotEqual, _) => All("must_not", [Comparison(property, ExpressionType.Equal, value, expression)]),
        (ExpressionType.Equal, float or double) => Range(property, ("gte", Number(value)), ("lte", Number(value))),
        (ExpressionType.Equal, _) => Match(property, new JsonObject { ["value"] = Exact(value, expression) }),
        (ExpressionType.LessThan, _) when IsNumber(value) => Range(property, ("lt", Number(value!))),
        (ExpressionType.LessThanOrEqual, _) when IsNumber(value) => Range(property, ("lte", Number(value!))),
        (ExpressionType.GreaterThan, _) when IsNumber(value) => Range(property, ("gt", Number(value!))),
        (ExpressionType.GreaterThanOrEqual, _) when IsNumber(value) => Range(property, ("gte", Number(value!))),
        _ => throw Unsupported(expression),
    };

    private static JsonObject Any(PropertyModel property, IEnumerable values, Expression expression) =>
        Match(property, new JsonObject { ["any"] = new JsonArray([.. values.Cast<object?>().Distinct().Select(value => Exact(value, expression))]) });

    /// <summary>A condition may be a filter itself; a filter is none.</summary>
    private JsonObject AsFilter(JsonObject condition) =>
        condition.All(part => part.Key is "must" or "should" or "must_not") ? condition : All("must", [condition]);

    private static JsonObject All(string how, JsonNode[] conditions) => new() { [how] = new JsonArray(conditions) };

    private static JsonObject Match(PropertyModel property, JsonObject match) => new() { ["key"] = property.StorageName, ["match"] = match };

    private static JsonObject Range(PropertyModel property, params ReadOnlySpan<(string Bound, double Value)> bounds)
    {
        var range = new JsonObject();
        foreach (var (bound, value) in bounds)
            range[bound] = value;
        return new JsonObject { ["key"] = property.StorageName, ["range"] = range };
    }

    private static JsonNode Exact(object? value, Expression expression) => value switch
    {
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        Guid guid => JsonValue.Create(guid.ToString()),
        _ => throw Unsupported(expression),
    };

    private static object? Value(Expression expression) => expression switch
    {
        ConstantExpression constant => constant.Value,
        QueryParameterExpression parameter => parameter.Value,
        _ => Expression.Lambda(expression).Compile().DynamicInvoke(),
    };

    private static bool IsNumber(object? value) => value is int or long or float or double;

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);

    private static ExpressionType Mirrored(ExpressionType comparison) => comparison switch
    {
        ExpressionType.LessThan => ExpressionType.GreaterThan,
        ExpressionType.LessThanOrEqual => ExpressionType.GreaterThanOrEqual,
        ExpressionType.GreaterThan => ExpressionType.LessThan,
        ExpressionType.GreaterThanOrEqual => ExpressionType.LessThanOrEqual,
        _ => comparison,
    };

    private static NotSupportedException Unsupported(Expression expression) =>
        new($"Qdrant cannot be asked for '{expression}'. Compare a property with a value (==, !=, <, <=, >, >=), or ask for one of a list with Contains; join conditions with &&, || and !.");
}
