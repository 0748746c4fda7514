export { cropped, shrinkFactor, shrunk, transposed, turned, type Grey } from './grey.ts'
export { letterHeight, shapesOf, type Shape } from './shapes.ts'
