import ts from 'typescript';

const OPPOSITES = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
};
const CALCULATIONS = { '+': '-', '-': '+', '*': '/', '>>': '<<', '<<': '>>', '&': '|', '|': '&' };

/** The changes of one expression with two sides. */
function ofBinary(node, replace) {
  const operator = node.operatorToken.getText();
  const { left, right, operatorToken } = node;
  if (operator in OPPOSITES)
    return OPPOSITES[operator].map((by) => replace('comparison flipped', operatorToken, by));
  if (operator === '&&' || operator === '||' || operator === '??')
    return [left, right].map((kept) => replace('condition dropped', node, kept.getText()));
  const other = CALCULATIONS[operator];
  return other === undefined ? [] : [replace('calculation changed', operatorToken, other)];
}

/** The condition of an `if`, a `while` or a choice, fixed. */
const ofCondition = (condition, replace) =>
  ['true', 'false'].map((by) => replace('condition fixed', condition, by));

function ofList(node, replace) {
  const { elements } = node;
  if (elements.length < 2) return [];
  const rest = (i) => elements.filter((_, k) => k !== i).map((element) => element.getText());
  return elements.map((_, i) => replace('list element removed', node, `[${rest(i).join(', ')}]`));
}

/** A function that returns at once, with nothing. */
function ofBody({ body }, replace) {
  if (body === undefined || !ts.isBlock(body)) return [];
  return [replace('early return', body, `{ return undefined as never; ${body.getText().slice(1)}`)];
}

/** What can be changed at one node of the syntax tree: a place, and the text to put there. */
export function changesAt(node) {
  const change = (what, target, by) => ({ what, start: target.getStart(), end: target.getEnd(), by });
  if (ts.isBinaryExpression(node)) return ofBinary(node, change);
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return ofCondition(node.expression, change);
  if (ts.isConditionalExpression(node)) return ofCondition(node.condition, change);
  if (ts.isNumericLiteral(node)) return [change('constant changed', node, `${Number(node.text) + 1}`)];
  if (ts.isBigIntLiteral(node))
    return [change('constant changed', node, `${BigInt(node.text.slice(0, -1)) + 1n}n`)];
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [change('constant changed', node, 'false')];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [change('constant changed', node, 'true')];
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    return [change('negation dropped', node, node.operand.getText())];
  if (ts.isAwaitExpression(node)) return [change('await removed', node, node.expression.getText())];
  if (ts.isArrayLiteralExpression(node)) return ofList(node, change);
  if (ts.isFunctionDeclaration(node) || ts.isArrowFunction(node)) return ofBody(node, change);
  if (ts.isExpressionStatement(node)) return [change('statement removed', node, ';')];
  return [];
}
